/** Takes as much of the content of a member as it likes. */
export type Reader = (content: AsyncIterable<Uint8Array>) => Promise<void>;

/** A failure of the content counts, not what the reader makes of it: he may wrap it, or keep silent. */
export async function handOver(content: AsyncIterable<Uint8Array>, read: Reader): Promise<void> {
  let failure: { readonly error: unknown } | undefined;
  const watched = watch(content, (error) => {
    failure = { error };
  });
  try {
    await read(watched);
  } catch (error) {
    failure ??= { error };
  }
  await watched.return(undefined);
  if (failure !== undefined) throw failure.error;
}

async function* watch(
  content: AsyncIterable<Uint8Array>,
  onFailure: (error: unknown) => void,
): AsyncGenerator<Uint8Array, void> {
  try {
    yield* content;
  } catch (error) {
    onFailure(error);
    throw error;
  }
}
