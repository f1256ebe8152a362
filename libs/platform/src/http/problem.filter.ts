import { Catch } from '@nestjs/common';
import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common';
import { reportFailure } from './report-failure.js';
import { sendProblem } from './send-problem.js';
import type { AskedFor, Reply } from './send-problem.js';

/** The one way in which an error leaves a service over HTTP. Errors that nobody foresaw are logged here, with their stack. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<AskedFor>();
    const { status } = sendProblem(error, request, http.getResponse<Reply>());
    reportFailure(error, status, request);
  }
}
