import {render} from 'preact';
import {AuditView} from './audit/audit-view';
import {readMain} from './parts/read-data';
import {RunView} from './run/run-view';
import './style.css';

const data = readMain();
const place = document.getElementById('page');
if (place) {
  place.replaceChildren();
  render(data.kind === 'run' ? <RunView page={data} /> : <AuditView page={data} />, place);
}
