import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { pinNote, writeNote, type NoteResult } from '@puntual/casework/people/customer-notes';
import {
  mentionQuerySchema,
  notePageSchema,
  noteQuerySchema,
  noteSchema,
  writeNoteSchema,
  writtenNoteSchema,
  type NoteView,
} from '@puntual/contracts/api/notes';
import { API_PARTS, type ApiParts } from '../http/api-parts.ts';
import { alreadyEnded, invalid, notFound } from '../http/api-problem.ts';
import { actorOf, CurrentCaller, type Caller } from '../http/caller.ts';
import { anyIdSchema, rowIdOf } from '../http/ids.ts';
import { findCustomerRowId } from './read-customers.ts';
import { findNote, listMentions, listNotes } from './read-notes.ts';
import { ME, personSought } from '../http/people.ts';

/** What people write down about customers, and whom they mention. */
@ApiTags('customers')
@Controller('v1')
export class NotesController {
  private readonly parts: ApiParts;

  constructor(@Inject(API_PARTS) parts: ApiParts) {
    this.parts = parts;
  }

  @Get('notes')
  @ApiOperation({ summary: 'List the notes that mention the caller, or another collector, newest first' })
  @ApiOkResponse({ standardSchema: notePageSchema })
  async mentions(
    @Query({ schema: mentionQuerySchema }) { person, ...query }: z.infer<typeof mentionQuerySchema>,
    @CurrentCaller() caller: Caller,
  ): Promise<z.infer<typeof notePageSchema>> {
    const personId = (await personSought(this.parts, caller, person ?? ME)) ?? person ?? ME;
    return this.parts.database.inOrganization(caller.organizationId, (tx) => listMentions(tx, personId, query));
  }

  @Get('customers/:id/notes')
  @ApiOperation({ summary: 'List the notes about a customer, newest first' })
  @ApiOkResponse({ standardSchema: notePageSchema })
  async list(
    @Param('id', { schema: anyIdSchema }) id: string,
    @Query({ schema: noteQuerySchema }) query: z.infer<typeof noteQuerySchema>,
    @CurrentCaller() caller: Caller,
  ): Promise<z.infer<typeof notePageSchema>> {
    const customerRowId = await this.customer(caller, id);
    return this.parts.database.inOrganization(caller.organizationId, (tx) => listNotes(tx, customerRowId, query));
  }

  @Post('customers/:id/notes')
  @ApiOperation({
    summary: 'Write a note about a customer',
    description:
      '`@ana` in the text mentions the collector with the handle `ana`; `mentions` names further ' +
      'ones. A mention of somebody who is ' +
      'no collector here is refused (`unknown-collector`). A customer has one pinned note: a new one takes its place.',
  })
  @ApiCreatedResponse({ standardSchema: writtenNoteSchema })
  async write(
    @Param('id', { schema: anyIdSchema }) id: string,
    @Body({ schema: writeNoteSchema }) body: z.infer<typeof writeNoteSchema>,
    @CurrentCaller() caller: Caller,
  ): Promise<z.infer<typeof writtenNoteSchema>> {
    const note = { customerRowId: await this.customer(caller, id), ...body };
    const result = await writeNote(this.parts.database, actorOf(caller), note, this.parts.clock.now());
    const written = await this.answer(caller, result);
    return { ...written, accessAsked: result.result === 'done' ? [...result.accessAsked] : [] };
  }

  @Post('customers/:id/notes/:noteId/pin')
  @HttpCode(200)
  @ApiOperation({ summary: 'Pin a note in place of the one that is pinned' })
  @ApiOkResponse({ standardSchema: noteSchema })
  pin(
    @Param('id', { schema: anyIdSchema }) id: string,
    @Param('noteId', { schema: anyIdSchema }) noteId: string,
    @CurrentCaller() caller: Caller,
  ): Promise<NoteView> {
    return this.setPin(caller, id, noteId, true);
  }

  @Delete('customers/:id/notes/:noteId/pin')
  @ApiOperation({ summary: 'End the pin of a note', description: '409 `already-ended` when it is not pinned.' })
  @ApiOkResponse({ standardSchema: noteSchema })
  unpin(
    @Param('id', { schema: anyIdSchema }) id: string,
    @Param('noteId', { schema: anyIdSchema }) noteId: string,
    @CurrentCaller() caller: Caller,
  ): Promise<NoteView> {
    return this.setPin(caller, id, noteId, false);
  }

  private async setPin(caller: Caller, id: string, noteId: string, pinned: boolean): Promise<NoteView> {
    const note = { customerRowId: await this.customer(caller, id), noteId: rowIdOf(noteId), pinned };
    return this.answer(caller, await pinNote(this.parts.database, actorOf(caller), note, this.parts.clock.now()));
  }

  private async customer(caller: Caller, id: string): Promise<string> {
    const customerRowId = await this.parts.database.inOrganization(caller.organizationId, (tx) =>
      findCustomerRowId(tx, id),
    );
    if (!customerRowId) throw notFound();
    return customerRowId;
  }

  private async answer(caller: Caller, result: NoteResult): Promise<NoteView> {
    if (result.result === 'not-found') throw notFound();
    if (result.result === 'already-ended') throw alreadyEnded('note-pin');
    if (result.result === 'invalid') throw invalid([result.refusal]);
    const note = await this.parts.database.inOrganization(caller.organizationId, (tx) => findNote(tx, result.noteId));
    if (!note) throw notFound();
    return note;
  }
}
