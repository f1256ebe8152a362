import { Catch, Logger } from '@nestjs/common';
import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common';
import { sendProblem } from './send-problem.js';
import type { AskedFor, Reply } from './send-problem.js';

/** The one way in which an error leaves a service over HTTP. Errors that nobody foresaw are logged here, with their stack. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('http');

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const { status } = sendProblem(error, http.getRequest<AskedFor>(), http.getResponse<Reply>());
    if (status === 503) this.logger.warn({ err: error }, 'answered 503');
    else if (status >= 500) this.logger.error({ err: error }, `answered ${status}: an error that nobody foresaw`);
  }
}
