import { isOnOwnMachine } from './choose-context.js';

describe('the cluster that is used unasked', () => {
  it.each(['kind-shop', 'k3d-shop', 'minikube', 'docker-desktop'])('may be %s', (context) => {
    expect(isOnOwnMachine(context)).toBe(true);
  });

  it.each(['production', 'gke_shop_europe', 'arn:aws:eks:eu:1:cluster/kind-of', 'my-minikube', 'kind-'])(
    'may not be %s',
    (context) => {
      expect(isOnOwnMachine(context)).toBe(false);
    },
  );
});
