/** The four streams as a plain connector on faros' CDK: `read --config … --catalog …`. */
import axios from 'axios';
import cdk from 'faros-airbyte-cdk';

const {
  AirbyteSourceBase,
  AirbyteSourceLogger,
  AirbyteSourceRunner,
  AirbyteSpec,
  AirbyteStreamBase,
} = cdk;

/** By stream: its key, the header of the account's key, and the pages of rows. */
const streams = {
  pagerduty_users: {
    primaryKey: 'id',
    headers: (apiKey) => ({authorization: `Token token=${apiKey}`}),
    async *pages(api) {
      for (let offset = 0, more = true; more; offset += 100) {
        const {data} = await api.get('/pagerduty/users', {params: {limit: 100, offset}});
        yield data.users;
        more = data.more;
      }
    },
  },
  pendo_visitors: {
    primaryKey: 'visitorId',
    headers: (apiKey) => ({'x-pendo-integration-key': apiKey}),
    async *pages(api, {page_size: limit}) {
      for (let after = '', full = true; full;) {
        const pipeline = [
          {source: {visitors: {identified: true}}},
          {filter: `visitorId > "${after}"`},
          {sort: ['visitorId']},
          {limit},
        ];
        const body = {response: {mimeType: 'application/json'}, request: {pipeline}};
        const {data} = await api.post('/api/v1/aggregation', body);
        yield data.results;
        full = data.results.length === limit;
        after = data.results.at(-1)?.visitorId;
      }
    },
  },
  pipedrive_users: {
    primaryKey: 'id',
    headers: (apiKey) => ({'x-api-token': apiKey}),
    async *pages(api) {
      yield (await api.get('/pipedrive/users')).data.data;
    },
  },
  pandadoc_members: {
    primaryKey: 'membership_id',
    headers: (apiKey) => ({authorization: `API-Key ${apiKey}`}),
    async *pages(api) {
      yield (await api.get('/pandadoc/members')).data.results;
    },
  },
};

class UserStream extends AirbyteStreamBase {
  #name;
  #config;

  constructor(logger, name, config) {
    super(logger);
    this.#name = name;
    this.#config = config;
  }

  get name() {
    return this.#name;
  }

  get primaryKey() {
    return streams[this.#name].primaryKey;
  }

  getJsonSchema() {
    return {type: 'object', additionalProperties: true, properties: {}};
  }

  async *readRecords() {
    const {headers, pages} = streams[this.#name];
    const {base_url: baseURL, api_key: apiKey} = this.#config;
    const api = axios.create({baseURL, headers: headers(apiKey)});
    for await (const rows of pages(api, this.#config)) yield* rows;
  }
}

class UserSource extends AirbyteSourceBase {
  get type() {
    return 'users';
  }

  async spec() {
    return new AirbyteSpec({connectionSpecification: {type: 'object', properties: {}}});
  }

  async checkConnection() {
    return [true, undefined];
  }

  streams(config) {
    return Object.keys(streams).map((name) => new UserStream(this.logger, name, config));
  }
}

const logger = new AirbyteSourceLogger();
await new AirbyteSourceRunner(logger, new UserSource(logger)).mainCommand().parseAsync();
