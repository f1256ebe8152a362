/** One thing that is wrong with one object of an overlay. */
export interface Fault {
  /** `Deployment/order-service` */
  readonly object: string;
  /** Where in it, as a path with dots; empty when it is the object as a whole. */
  readonly field: string;
  readonly message: string;
}

export interface OverlayFault extends Fault {
  readonly overlay: string;
}

export function describeFault({ overlay, object, field, message }: OverlayFault): string {
  return `${overlay}: ${object}${field === '' ? '' : ` ${field}`}: ${message}`;
}
