import type { PipeTransform } from '@nestjs/common';
import { invalid } from '@shop/kernel';
import type { z } from 'zod';

/** For `@Body(shape(Schema))` and `@Query(shape(Schema))`. @throws AppError `invalid_request` that names every fault. */
export function shape<Schema extends z.ZodType>(schema: Schema): PipeTransform<unknown, z.output<Schema>> {
  return {
    transform: (value) => {
      const parsed = schema.safeParse(value ?? {});
      if (parsed.success) return parsed.data;
      const faults = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'request'}: ${message}`);
      throw invalid('invalid_request', faults.join('; '));
    },
  };
}
