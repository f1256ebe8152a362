import { MessagingModule } from '@shop/messaging';
import { OperatorModule } from '@shop/operator-api';
import { DatabaseModule, IN_PROCESS } from '@shop/platform';
import { Metrics } from '@shop/telemetry';
import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CancelPaymentHandler } from './commands/cancel-payment.js';
import { CapturePaymentHandler } from './commands/capture-payment.js';
import { PreparePaymentHandler } from './commands/prepare-payment.js';
import { RecordChargeHandler } from './commands/record-charge.js';
import { RecordDeclineHandler } from './commands/record-decline.js';
import { RecordRefundHandler } from './commands/record-refund.js';
import { RecordUnansweredChargeHandler } from './commands/record-unanswered-charge.js';
import { RefundPaymentHandler } from './commands/refund-payment.js';
import { PaymentCalls } from './payment.calls.js';
import type { PaymentConfig } from './payment.config.js';
import { PaymentConsumers } from './payment.consumers.js';
import { PaymentController } from './payment.controller.js';
import { paymentMigrations } from './payment.migrations.js';
import { PaymentStore } from './payment.store.js';
import { PaymentView } from './payment.view.js';
import { HttpPaymentProvider } from './provider-http.js';
import { InProcessPaymentProvider } from './provider-in-process.js';
import { PaymentProvider } from './provider.js';
import { GetPaymentHandler } from './queries/get-payment.js';

export const paymentService = 'payment-service';

const commands = [
  PreparePaymentHandler,
  CapturePaymentHandler,
  CancelPaymentHandler,
  RecordChargeHandler,
  RecordDeclineHandler,
  RecordUnansweredChargeHandler,
  RecordRefundHandler,
  RefundPaymentHandler,
];

@Module({})
export class PaymentModule {
  static with(config: PaymentConfig): DynamicModule {
    return {
      module: PaymentModule,
      imports: [
        DatabaseModule.with({
          service: paymentService,
          config,
          entities: [PaymentView],
          migrations: paymentMigrations,
        }),
        TypeOrmModule.forFeature([PaymentView]),
        MessagingModule.with({ service: paymentService, config }),
        OperatorModule.with({ service: paymentService }),
        CqrsModule.forRoot(),
      ],
      controllers: [PaymentController, PaymentConsumers],
      providers: [
        {
          provide: PaymentProvider,
          inject: [Metrics],
          useFactory: (metrics: Metrics) => providerAt(config.PAYMENT_PROVIDER_URL, metrics),
        },
        PaymentStore,
        PaymentCalls,
        GetPaymentHandler,
        ...commands,
      ],
    };
  }
}

function providerAt(url: string, metrics: Metrics): PaymentProvider {
  return url === IN_PROCESS ? new InProcessPaymentProvider() : new HttpPaymentProvider(url, metrics);
}
