import shared from '../eslint.config.mjs';

// A tool's business is the environment of the processes that it starts. (The root's patterns are relative to this folder here.)
export default [...shared, { files: ['**/*.ts'], rules: { 'no-restricted-properties': 'off' } }];
