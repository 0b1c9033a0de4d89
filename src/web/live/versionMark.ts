/**
 * The part of one item in one version in the digest of a watch: FNV-1a over the characters of its id and the two halves
 * of its version, then the finish of MurmurHash3. Unsigned, 32 bits.
 */
export function versionMark(id: string, version: number): number {
  let mark = 2166136261;
  const step = (part: number) => (mark = Math.imul(mark ^ part, 16777619));
  for (let i = 0; i < id.length; i++) step(id.charCodeAt(i));
  step(version % 2 ** 32);
  step(Math.floor(version / 2 ** 32));
  mark = Math.imul(mark ^ (mark >>> 16), 2246822507);
  mark = Math.imul(mark ^ (mark >>> 13), 3266489909);
  return (mark ^ (mark >>> 16)) >>> 0;
}
