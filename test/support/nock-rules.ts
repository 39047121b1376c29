import nock from 'nock';

/** Every call is mocked, every mock is used. Call it once at the top of a test file. */
export function useNockStrictly(): void {
  beforeAll(() => nock.disableNetConnect());
  afterEach(() => {
    const unused = nock.pendingMocks();
    nock.cleanAll();
    expect(unused).toEqual([]);
  });
  afterAll(() => {
    nock.enableNetConnect();
    // Test files share the process, and Node.js's own http module with it.
    nock.restore();
  });
}
