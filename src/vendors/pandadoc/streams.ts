import {streamColumns, type StreamColumns} from '../../read/columns/stream-columns';
import {loadResource} from '../../resources/load-resource';

/** The streams with their columns, as one reading of the organization fills them. */
interface PandadocStreams {
  readonly members: StreamColumns;
  readonly workspaces: StreamColumns;
  readonly users: StreamColumns;
}

/** Opens the streams by their schemas. */
export function pandadocStreams(): PandadocStreams {
  const open = (name: string): StreamColumns =>
    streamColumns(name, loadResource(`schemas/${name}.json`));
  return {
    members: open('pandadoc_members'),
    workspaces: open('pandadoc_workspaces'),
    users: open('pandadoc_users'),
  };
}
