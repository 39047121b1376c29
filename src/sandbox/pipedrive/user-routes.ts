import type {Answer} from '../vendor-part';
import type {Company} from './company/company';
import {failure, success, successPage} from './envelope';
import type {PipedriveCall, PipedriveRoute} from './guard';
import {createUserLister} from './list-users';
import type {PipedriveUser} from './company/pipedrive-user';
import {showAssignment} from './show-role';
import {showPermissions, showUser} from './show-user';
import {inviteUser, updateUser} from './write-users';

const READ = ['users:read', 'admin'];
const WRITE = ['admin'];

/** Everything below `/users`. */
export function userRoutes(company: Company): readonly PipedriveRoute[] {
  return [...listingRoutes(company), ...detailRoutes(company), ...writingRoutes(company)];
}

function listingRoutes(company: Company): readonly PipedriveRoute[] {
  return [
    {
      method: 'GET',
      path: '/users',
      cost: 20,
      scopes: READ,
      handle: createUserLister(company),
    },
    {
      method: 'GET',
      path: '/users/find',
      cost: 40,
      scopes: READ,
      isSearch: company.settings.find_is_search,
      handle: (call) => find(company, call),
    },
    {
      method: 'GET',
      path: '/users/me',
      cost: 2,
      scopes: ['base', ...READ],
      handle: ({viewer}) => success({...showUser(company, viewer.user, viewer), ...about(company)}),
    },
  ];
}

function detailRoutes(company: Company): readonly PipedriveRoute[] {
  const detail = (
    path: string,
    cost: number,
    show: (user: PipedriveUser, call: PipedriveCall) => Answer,
  ): PipedriveRoute => ({
    method: 'GET',
    path,
    cost,
    scopes: READ,
    handle: (call) => {
      const user = visibleUser(company, call);
      return user ? show(user, call) : notFound();
    },
  });
  return [
    detail('/users/:id', 2, (user, {viewer}) => success(showUser(company, user, viewer))),
    detail('/users/:id/permissions', 10, (user) => success(showPermissions(company, user))),
    detail('/users/:id/roleAssignments', 10, (user, {query}) =>
      successPage(query, [showAssignment(company, user)]),
    ),
    detail('/users/:id/roleSettings', 10, (user) => success(roleSettings(user))),
    detail('/users/:id/followers', 20, (user) => success(followers(company, user))),
  ];
}

function writingRoutes(company: Company): readonly PipedriveRoute[] {
  return [
    {
      method: 'POST',
      path: '/users',
      cost: 10,
      scopes: WRITE,
      adminOnly: true,
      handle: (call) => inviteUser(company, call),
    },
    {
      method: 'PUT',
      path: '/users/:id',
      cost: 10,
      scopes: WRITE,
      adminOnly: true,
      handle: (call) => updateUser(company, call),
    },
  ];
}

/** The answer for a user who does not exist or may not be seen. */
function notFound(): Answer {
  return failure(404, 'User not found or not accessible.');
}

/** Without rights, the guide's vendor shows the asker to himself, regardless of who was asked for. */
function visibleUser(company: Company, {params, viewer}: PipedriveCall): PipedriveUser | undefined {
  if (!viewer.admin && company.settings.profile === 'guide') return viewer.user;
  const user = company.users.byId(Number(params['id']));
  return user?.is_deleted === true && !viewer.admin ? undefined : user;
}

/** Partial matches, in the name or in the e-mail. */
function find(company: Company, {query, viewer}: PipedriveCall): Answer {
  const term = query.get('term')?.trim().toLowerCase() ?? '';
  if (term === '') return failure(400, 'Search term is missing.');
  const byEmail = query.get('search_by_email') === '1';
  const found: unknown[] = [];
  for (const user of company.users.all()) {
    const text = byEmail ? user.email : user.name;
    if (!user.is_deleted && text.toLowerCase().includes(term)) {
      found.push(showUser(company, user, viewer));
    }
  }
  return success(found);
}

function about({settings}: Company): Record<string, unknown> {
  return {
    company_id: 100,
    company_name: 'Acme',
    company_domain: settings.company_domain,
    company_country: 'DE',
    company_industry: 'IT Services',
    language: {language_code: 'en', country_code: 'US'},
  };
}

function roleSettings({role_id: roleId}: PipedriveUser): Record<string, number> {
  return {
    deal_default_visibility: 1 + (roleId % 3),
    lead_default_visibility: 3,
    org_default_visibility: 3,
    person_default_visibility: 3,
    product_default_visibility: 3,
  };
}

/** Ids of users with the same role: people follow whom they work with. */
function followers({users}: Company, user: PipedriveUser): readonly number[] {
  const ids: number[] = [];
  for (const other of users.all()) {
    if (ids.length === 3) break;
    if (other.id !== user.id && !other.is_deleted && other.role_id === user.role_id) {
      ids.push(other.id);
    }
  }
  return ids;
}
