// Jest gives every suite a copy of `process` whose getter makes this list of Node.js's flags again each
// time, which Node.js itself does once. Axios looks at it for each request.
const {allowedNodeEnvironmentFlags: value} = process;
Object.defineProperty(process, 'allowedNodeEnvironmentFlags', {value, configurable: true});
