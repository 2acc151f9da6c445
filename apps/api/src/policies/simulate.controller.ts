import { Body, Controller, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import type { SimulationProgress } from '@puntual/casework/simulate/simulate';
import { simulateSchema, simulationSchema, type Simulate, type SimulationLine } from '@puntual/contracts/api/simulate';
import { unavailableChannels } from '@puntual/platform/channel-addresses';
import { API_PARTS, type ApiParts } from '../http/api-parts.ts';
import { CurrentCaller, type Caller } from '../http/caller.ts';
import { problemOf } from '../http/errors.filter.ts';
import { ApiProblem } from '../http/api-problem.ts';
import { readCursor } from '../http/cursor.ts';
import type { HttpRequest, HttpResponse } from '../http/http.ts';
import { languageOf } from '../http/language.ts';
import { SIMULATION_RETRY_SECONDS } from '../http/limits.ts';
import { HeavyWork } from '../threads/heavy-work.ts';
import { refusal } from './refuse-simulation.ts';
import { requestOf } from './simulate-over.ts';
import { simulationJob, type SimulationOutput } from './simulation-job.ts';
import { simulationSlots } from './simulation-slots.ts';

/**
 * The position at which a page of customers ended, and the simulation's start instant, so that all pages show the same
 * simulation.
 */
const position = z.tuple([z.uuid(), z.iso.datetime()]);
const NDJSON = 'application/x-ndjson';

/** Simulates a policy on the existing cases, or on the past, without changing anything. */
@ApiTags('policies')
@Controller('v1')
export class SimulateController {
  private readonly slots = simulationSlots();

  private readonly parts: ApiParts;

  private readonly heavy: HeavyWork;

  constructor(@Inject(API_PARTS) parts: ApiParts, @Inject(HeavyWork) heavy: HeavyWork) {
    this.parts = parts;
    this.heavy = heavy;
  }

  @Post('policies/simulate')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Simulate a policy: what would happen, day by day, and what the current policies would do',
    description:
      'Over all open invoices, over named ones, or over the past (`history`: with invoices and payments as they ' +
      'came, beside what really happened). Changes nothing. At most 20,000 invoices and 365 days. With `Accept: ' +
      'application/x-ndjson` the answer is a stream of lines: progress, then the result, or the problem that ' +
      'ended it. Closing the connection ends the simulation. The totals are over all customers; customers are ' +
      'listed by `limit` and `cursor`. 404 for an unknown policy, 422 for a document with faults, for invoices ' +
      'that are not open and for too many invoices, 429 `too-many-simulations` while others run.',
  })
  @ApiOkResponse({ standardSchema: simulationSchema })
  async simulate(
    @Body({ schema: simulateSchema }) body: Simulate,
    @CurrentCaller() caller: Caller,
    @Req() request: HttpRequest,
    @Res() response: HttpResponse,
  ): Promise<void> {
    const after = readCursor(body.cursor, position);
    const streamed = (request.headers.accept ?? '').includes(NDJSON);
    const leave = this.slots.take(caller.organizationId);
    if (!leave) throw tooMany();
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const write = lineWriter(response);
    const language = languageOf(request);
    try {
      const unavailable = unavailableChannels(this.parts.settings);
      const asked = await requestOf(this.parts.database, caller, body, {
        now: this.parts.clock.now(),
        from: after ? Date.parse(after[1]) : null,
        after: after?.[0] ?? null,
      });
      const shownAs = { limit: body.limit, firstPage: after === null, calls: body.calls, language };
      const output = await this.heavy.simulate(simulationJob, {
        organizationId: caller.organizationId,
        input: { organizationId: caller.organizationId, request: { ...asked, unavailable }, shownAs },
        signal: gone.signal,
        onProgress: (progress) => streamed && write(lineOf({ kind: 'progress', ...(progress as SimulationProgress) })),
      });
      const json = simulatedOr(output);
      if (streamed) {
        // The line of a result (`SimulationLine`), around the JSON as it came.
        for (const part of ['{"kind":"result","result":', json, '}\n']) write(part);
        response.end();
      } else response.type('json').send(Buffer.from(json));
    } catch (error) {
      // The client has closed the connection, so nobody reads an answer.
      if (gone.signal.aborted) return;
      if (!response.headersSent) throw error;
      const problem = problemOf(error);
      const { status, code } = problem;
      write(lineOf({ kind: 'problem', status, code, detail: problem.detail(language) }));
      response.end();
    } finally {
      leave();
    }
  }
}

// Writes the stream. The content type is set with the first line, so that a problem before it gets an ordinary answer.
function lineWriter(response: HttpResponse): (part: string | Uint8Array) => void {
  return (part) => {
    if (!response.headersSent) response.setHeader('content-type', `${NDJSON}; charset=utf-8`);
    response.write(part);
  };
}

function lineOf(line: SimulationLine): string {
  return `${JSON.stringify(line)}\n`;
}

function simulatedOr(output: SimulationOutput): Uint8Array {
  if (output.result !== 'simulated') throw refusal(output);
  return output.json;
}

function tooMany(): ApiProblem {
  return new ApiProblem(
    429,
    { code: 'too-many-simulations', values: {} },
    { headers: { 'retry-after': String(SIMULATION_RETRY_SECONDS) } },
  );
}
