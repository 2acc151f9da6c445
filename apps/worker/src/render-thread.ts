import type { MessageDraft } from '@puntual/casework/contact/message-draft';
import { serveThread } from '@puntual/platform/threads/serve-thread';
import { renderDraft } from './activities/render-draft.ts';

// The entry of the worker's threads (activities/renderer.ts).
serveThread((draft) => renderDraft(draft as MessageDraft));
