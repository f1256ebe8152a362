import type { PublicReply, PublicRequest } from './http-exchange.js';
import { publicAnswer } from './public-answer.js';
import type { UpstreamAnswer } from './upstream-call.js';

export function sendAnswer(answer: UpstreamAnswer, request: PublicRequest, reply: PublicReply): void {
  const [path = '/'] = request.url.split('?', 1);
  const { status, headers, body } = publicAnswer(answer, path);
  reply.code(status).headers(headers).send(body);
}
