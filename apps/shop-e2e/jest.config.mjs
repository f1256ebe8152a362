import preset from '../../jest.preset.mjs';

export default { ...preset, displayName: 'shop-e2e' };
