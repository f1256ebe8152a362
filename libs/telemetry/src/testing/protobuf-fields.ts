/** The fields of one protobuf message by number; length-delimited ones as bytes, all others as whole numbers. */
export class ProtobufFields {
  private readonly fields = new Map<number, (bigint | Buffer)[]>();
  private position = 0;

  constructor(private readonly bytes: Buffer) {
    while (this.position < bytes.length) {
      const tag = Number(this.varint());
      this.add(tag >> 3, this.value(tag & 7));
    }
  }

  messages(field: number): readonly ProtobufFields[] {
    return this.all(field).flatMap((value) => (typeof value === 'bigint' ? [] : [new ProtobufFields(value)]));
  }

  message(field: number): ProtobufFields | undefined {
    return this.messages(field)[0];
  }

  bytesOf(field: number): Buffer | undefined {
    const [value] = this.all(field);
    return typeof value === 'bigint' ? undefined : value;
  }

  text(field: number): string | undefined {
    return this.bytesOf(field)?.toString('utf8');
  }

  whole(field: number): bigint | undefined {
    const [value] = this.all(field);
    return typeof value === 'bigint' ? value : undefined;
  }

  private all(field: number): readonly (bigint | Buffer)[] {
    return this.fields.get(field) ?? [];
  }

  private add(field: number, value: bigint | Buffer): void {
    this.fields.set(field, [...this.all(field), value]);
  }

  private value(wireType: number): bigint | Buffer {
    switch (wireType) {
      case 0:
        return this.varint();
      case 1:
        return this.take(8).readBigUInt64LE();
      case 2:
        return this.take(Number(this.varint()));
      case 5:
        return BigInt(this.take(4).readUInt32LE());
      default:
        throw new Error(`No message has a field of wire type ${wireType}.`);
    }
  }

  private varint(): bigint {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = this.take(1).readUInt8();
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  }

  private take(length: number): Buffer {
    const taken = this.bytes.subarray(this.position, this.position + length);
    if (taken.length < length) throw new Error('A message ends in the middle of a field.');
    this.position += length;
    return taken;
  }
}
