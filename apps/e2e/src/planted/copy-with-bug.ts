import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkout } from '@puntual/sandbox/checkout';
import type { Plant } from './planted-bugs.ts';

const APPS = ['api', 'ingest', 'worker'];
const BUILT = ['package.json', 'dist'];
const SOURCES = ['package.json', 'jest.config.mjs', 'src', 'schemas'];

/**
 * Copies the built code of apps and libs (the sources, for a bug with a `suite`) to a temporary root and plants one bug
 * there. Dependencies are links into the checkout. Throws when the file does not contain the text to replace exactly
 * once: then the bug's entry is out of date.
 */
export async function plant(
  bug: Pick<Plant, 'name' | 'file' | 'text' | 'instead' | 'suite'>,
): Promise<{ readonly root: string; readonly remove: () => Promise<void> }> {
  const built = bug.suite === undefined;
  const root = await mkdtemp(join(tmpdir(), 'puntual-planted-'));
  const remove = () => rm(root, { recursive: true, force: true });
  try {
    const packages = [
      ...APPS.map((name) => join('apps', name)),
      ...(await readdir(join(checkout, 'libs'))).map((name) => join('libs', name)),
    ];
    for (const folder of packages) {
      if (built && !existsSync(join(checkout, folder, 'dist'))) continue;
      await mkdir(join(root, folder), { recursive: true });
      for (const part of built ? BUILT : SOURCES)
        if (existsSync(join(checkout, folder, part)))
          await cp(join(checkout, folder, part), join(root, folder, part), { recursive: true });
      if (existsSync(join(checkout, folder, 'node_modules')))
        await symlink(join(checkout, folder, 'node_modules'), join(root, folder, 'node_modules'));
    }
    if (!built)
      for (const part of ['package.json', 'jest.preset.mjs', 'prisma.config.ts', 'prisma', 'tools'])
        await cp(join(checkout, part), join(root, part), { recursive: true });
    await symlink(join(checkout, 'apps/web'), join(root, 'apps/web'));
    await linkDependencies(root);
    await writeFile(join(root, bug.file), await codeWith(bug));
    return { root, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** The file's code with the bug in it. Throws as `plant` does. */
export async function codeWith(bug: Pick<Plant, 'name' | 'file' | 'text' | 'instead'>): Promise<string> {
  const code = await readFile(join(checkout, bug.file), 'utf8');
  if (code.split(bug.text).length !== 2)
    throw new Error(`"${bug.name}": ${bug.file} does not hold exactly once: ${bug.text}`);
  return code.replace(bug.text, () => bug.instead);
}

async function linkDependencies(root: string): Promise<void> {
  await mkdir(join(root, 'node_modules/@puntual'), { recursive: true });
  for (const name of await readdir(join(checkout, 'node_modules'))) {
    if (name !== '@puntual') await symlink(join(checkout, 'node_modules', name), join(root, 'node_modules', name));
  }
  for (const folder of ['apps', 'libs']) {
    for (const name of await readdir(join(root, folder))) {
      const { name: full } = JSON.parse(await readFile(join(root, folder, name, 'package.json'), 'utf8')) as {
        name: string;
      };
      await symlink(join(root, folder, name), join(root, 'node_modules', full));
    }
  }
}
