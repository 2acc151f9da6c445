import { Inject, Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { Observable } from 'rxjs';
import { API_PARTS, type ApiParts } from '../http/api-parts.ts';
import type { HttpRequest } from '../http/http.ts';
import { confineBody } from './portfolio.ts';

/** Refuses a body that names what is not the caller's, once it was read; the guard has checked the path before. */
@Injectable()
export class BodyPortfolioInterceptor implements NestInterceptor {
  private readonly parts: ApiParts;

  constructor(@Inject(API_PARTS) parts: ApiParts) {
    this.parts = parts;
  }

  /** Throws 422 `invalid` with the fields. */
  async intercept(context: ExecutionContext, next: CallHandler<unknown>): Promise<Observable<unknown>> {
    const { caller, portfolio, body } = context.switchToHttp().getRequest<HttpRequest>();
    if (caller && portfolio) await confineBody(this.parts, { caller, portfolio }, body);
    return next.handle();
  }
}
