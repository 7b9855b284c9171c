/** For `catch`: on the error of that name do something else, pass any other error on. */
export function unless<T>(errorName: string, otherwise: () => Promise<T>): (error: unknown) => Promise<T> {
  return (error) => {
    if (error instanceof Error && error.name === errorName) return otherwise();
    throw error;
  };
}
