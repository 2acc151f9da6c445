/** A batch of messages that is not unpacked; the message of the error says why, as the end of a sentence. */
export class BatchRefused extends Error {
  constructor(reason: string) {
    super(reason);
    // By this name kafkajs recognizes a batch that it leaves out, together with what follows it in the answer. With any
    // other name the consumer of all partitions would restart, and fetch the same batch again, for ever.
    this.name = 'KafkaJSPartialMessageError';
  }
}
