import { Controller, Get, HttpCode, Inject, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import {
  ANSWER_CHARACTERS,
  answerQuestion,
  findQuestion,
  type LinkedQuestion,
} from '@puntual/casework/disputes/questions';
import { oneLine } from '@puntual/notices/one-line';
import { clientNetwork } from '../auth/client-network.ts';
import { RateLimit } from '../auth/rate-limit.ts';
import { API_PARTS, type ApiParts } from '../http/api-parts.ts';
import { ApiProblem, tooManyRequests } from '../http/api-problem.ts';
import { unsupported } from '../http/errors.filter.ts';
import type { HttpRequest, HttpResponse } from '../http/http.ts';
import { languageOf } from '../http/language.ts';
import { QUESTIONS_AT_ONCE, QUESTIONS_PER_SECOND } from '../http/limits.ts';
import { html, page, sayInAll } from '../http/page.ts';
import { isSameOrigin } from '../http/same-origin.ts';
import { isStorable } from '../http/storable.ts';
import { sayProblem } from '../problems/say-problem.ts';
import { answeredPage, NAME_CHARACTERS, questionPage } from './question-page.ts';

const LONGEST_TOKEN = 200;

/**
 * The page on which somebody without an account answers a question about a dispute. Opening the link shows the question
 * and changes nothing, because link scanners open links too; the button sends the answer.
 */
@ApiExcludeController()
@Controller('dispute-question')
export class DisputeQuestionController {
  private readonly parts: ApiParts;
  private readonly requests = new RateLimit(QUESTIONS_AT_ONCE, QUESTIONS_PER_SECOND);

  constructor(@Inject(API_PARTS) parts: ApiParts) {
    this.parts = parts;
  }

  /** Shows the question in its reader's language. Throws 429 `too-many-requests`. */
  @Get()
  async show(
    @Query('token') token: unknown,
    @Req() request: HttpRequest,
    @Res() response: HttpResponse,
  ): Promise<void> {
    keepPrivate(response);
    if (request.method !== 'GET') {
      response.status(405).end();
      return;
    }
    const question = await this.find(request, token);
    if (!question) return answerSpent(request, response);
    const text = question.isAnswered ? answeredPage(question, 'answered') : questionPage(question, String(token));
    response.status(200).type('html').send(text);
  }

  /**
   * Keeps the answer. Throws 403 `cross-site` for a form of another site, 415 `not-json` for another type of body, 429
   * `too-many-requests`.
   */
  @Post()
  @HttpCode(200)
  async answer(@Req() request: HttpRequest, @Res() response: HttpResponse): Promise<void> {
    keepPrivate(response);
    if (!isSameOrigin(request, this.parts.settings)) throw new ApiProblem(403, { code: 'cross-site', values: {} });
    const { token, name, text } = readForm(request);
    const question = await this.find(request, token);
    if (!question) return answerSpent(request, response);
    if (!question.isAnswered && (name === '' || text === '')) {
      response.status(422).type('html').send(questionPage(question, token));
      return;
    }
    const answer = { token, text, by: name };
    const times = { now: this.parts.clock.now(), wallMs: Date.now() };
    const isKept = !question.isAnswered && (await answerQuestion(this.parts.database, answer, times));
    response
      .status(200)
      .type('html')
      .send(answeredPage(question, isKept ? 'thanks' : 'answered'));
  }

  private async find(request: HttpRequest, token: unknown): Promise<LinkedQuestion | null> {
    const seconds = this.requests.take(clientNetwork(request.ip));
    if (seconds > 0) throw tooManyRequests(seconds);
    return typeof token === 'string' && token.length <= LONGEST_TOKEN
      ? findQuestion(this.parts.database, token, Date.now())
      : null;
  }
}

// The address holds the token: nobody stores the page, and no other site is told of it.
function keepPrivate(response: HttpResponse): void {
  response.setHeader('cache-control', 'no-store');
  response.setHeader('referrer-policy', 'same-origin');
}

// An unknown, an expired and a withdrawn link are answered alike.
function answerSpent(request: HttpRequest, response: HttpResponse): void {
  const spent = sayInAll((language) => sayProblem({ code: 'question-link-spent', values: {} }, language));
  response
    .status(410)
    .type('html')
    .send(
      page(
        'Puntual',
        html`<h1>Puntual</h1>
          ${spent}`,
        languageOf(request),
      ),
    );
}

function readForm(request: HttpRequest): { readonly token: string; readonly name: string; readonly text: string } {
  if (!/^application\/x-www-form-urlencoded(\s*;|$)/i.test(request.headers['content-type'] ?? '')) throw unsupported();
  const form = new URLSearchParams(Buffer.isBuffer(request.body) ? request.body.toString('utf8') : '');
  const field = (name: string, most: number) => {
    const value = (form.get(name) ?? '').trim().slice(0, most);
    return isStorable(value) ? value : '';
  };
  return {
    token: form.get('token') ?? '',
    name: oneLine(field('name', NAME_CHARACTERS)),
    text: field('answer', ANSWER_CHARACTERS),
  };
}
