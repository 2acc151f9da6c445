declare module 'snappyjs' {
  const snappy: { compress(input: Uint8Array): Uint8Array; uncompress(input: Uint8Array): Uint8Array };
  export default snappy;
}
declare module 'lz4js' {
  const lz4: { compress(input: Uint8Array): Uint8Array; decompress(input: Uint8Array): Uint8Array };
  export default lz4;
}
