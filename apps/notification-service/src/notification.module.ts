import { MessagingModule } from '@shop/messaging';
import { OperatorModule } from '@shop/operator-api';
import { DatabaseModule } from '@shop/platform';
import { Metrics } from '@shop/telemetry';
import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { TypeOrmModule } from '@nestjs/typeorm';
import { LearnContactHandler } from './commands/learn-contact.js';
import { LearnCustomerHandler } from './commands/learn-customer.js';
import { NotifyCustomerHandler } from './commands/notify-customer.js';
import { QueueNotificationsHandler } from './commands/queue-notifications.js';
import { RecordDispatchHandler } from './commands/record-dispatch.js';
import { ResendNotificationHandler } from './commands/resend-notification.js';
import { NotificationCalls } from './notification.calls.js';
import type { NotificationConfig } from './notification.config.js';
import { NotificationConsumers } from './notification.consumers.js';
import { NotificationController } from './notification.controller.js';
import { notificationMigrations } from './notification.migrations.js';
import { Notification } from './notification.rows.js';
import { ListNotificationsHandler } from './queries/list-notifications.js';
import { RecipientStore } from './recipient.store.js';
import { Senders } from './senders/senders.js';

export const notificationService = 'notification-service';

const entities = [Notification];
const commands = [
  LearnContactHandler,
  LearnCustomerHandler,
  NotifyCustomerHandler,
  QueueNotificationsHandler,
  RecordDispatchHandler,
  ResendNotificationHandler,
];

@Module({})
export class NotificationModule {
  static with(config: NotificationConfig): DynamicModule {
    return {
      module: NotificationModule,
      imports: [
        DatabaseModule.with({ service: notificationService, config, entities, migrations: notificationMigrations }),
        TypeOrmModule.forFeature(entities),
        MessagingModule.with({ service: notificationService, config }),
        OperatorModule.with({ service: notificationService }),
        CqrsModule.forRoot(),
      ],
      controllers: [NotificationController, NotificationConsumers],
      providers: [
        {
          provide: Senders,
          inject: [Metrics],
          useFactory: (metrics: Metrics) => new Senders(config.SMTP_URL.reveal(), config.SMS_PUSH_URL, metrics),
        },
        RecipientStore,
        NotificationCalls,
        ListNotificationsHandler,
        ...commands,
      ],
    };
  }
}
