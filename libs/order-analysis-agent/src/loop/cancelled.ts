import { unavailable } from '@shop/kernel';
import type { AppError } from '@shop/kernel';

export function cancelled(): AppError {
  return unavailable('analysis.cancelled', 'The analysis was ended before it had an answer.');
}
