/** There was no answer in time. */
export class TooSlow extends Error {
  constructor(seconds: number) {
    super(`There was no answer within ${seconds} s.`);
  }
}
