import type { SpanExporter } from '@opentelemetry/sdk-trace-base';

/** What becomes known of the receiver of spans. */
export interface ExportLog {
  /** Once, however long it lasts; the spans of that time are lost. */
  failing(error: Error): void;
  /** It takes spans again. */
  recovered(): void;
}

/** An exporter that tells of a change for the worse and of the one for the better, and of nothing in between. */
export function watchedExporter(exporter: SpanExporter, log: ExportLog): SpanExporter {
  let isFailing = false;
  return {
    export: (spans, done) =>
      exporter.export(spans, (result) => {
        const { error } = result;
        if (error && !isFailing) log.failing(error);
        if (!error && isFailing) log.recovered();
        isFailing = error !== undefined;
        done(result);
      }),
    shutdown: () => exporter.shutdown(),
  };
}
