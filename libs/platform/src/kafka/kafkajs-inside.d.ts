declare module 'kafkajs/src/broker/index.js' {
  export interface FetchedMessage {
    magicByte: number;
    attributes: number;
    timestamp: string;
    offset: string;
    key: Buffer | null;
    value: Buffer | null;
    headers: Record<string, never>;
    isControlRecord: boolean;
    batchContext: object;
  }
  export interface FetchRequest {
    readonly topics: readonly {
      readonly topic: string;
      readonly partitions: readonly { readonly partition: number; readonly fetchOffset: string }[];
    }[];
  }
  export interface FetchResponse {
    readonly responses: readonly {
      readonly topicName: string;
      readonly partitions: readonly {
        readonly partition: number;
        readonly errorCode: number;
        readonly highWatermark: string;
        messages: FetchedMessage[];
      }[];
    }[];
  }
  export default class Broker {
    fetch(request: FetchRequest): Promise<FetchResponse>;
  }
}
declare module 'kafkajs/src/protocol/decoder.js' {
  export default class Decoder {
    readVarInt(): number;
    readVarIntArray<T>(read: (decoder: Decoder) => T): T[];
  }
}
