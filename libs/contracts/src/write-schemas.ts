import { mkdir, writeFile } from 'node:fs/promises';
import { publishedSchemas, SCHEMAS_FOLDER } from './events/published-schemas.ts';

// Writes the JSON Schemas of the events and of policies into libs/contracts/schemas. Run it after changing a schema:
// npm run schemas -w @puntual/contracts
await mkdir(SCHEMAS_FOLDER, { recursive: true });
for (const [name, text] of publishedSchemas()) await writeFile(new URL(name, SCHEMAS_FOLDER), text);
