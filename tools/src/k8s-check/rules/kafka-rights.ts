import { services } from '@shop/kernel';
import { rightsOf } from '../catalogue.js';
import type { Fault } from '../fault.js';
import { listAt, textAt, textsAt } from '../tree.js';
import type { Tree } from '../tree.js';
import { fault, ofKind } from './rule.js';
import type { Overlay } from './rule.js';

/** Where Kafka asks who somebody is, every service may do what its code does, and nothing else. */
export function rightsAreThoseOfTheCode(overlay: Overlay): readonly Fault[] {
  if (ofKind(overlay, 'Kafka').length === 0) return [];
  const users = ofKind(overlay, 'KafkaUser');
  const missing = services
    .filter((service) => !users.some(({ metadata }) => metadata.name === service))
    .map((service) => ({ object: `KafkaUser/${service}`, field: '', message: 'is missing' }));
  const compared = users.flatMap((user) => {
    const service = services.find((name) => name === user.metadata.name);
    if (service === undefined) return [fault(user, '', 'is a user that no service is')];
    const [needed, given] = [rightsOf(service), listAt(user, 'spec.authorization.acls').flatMap(rightsIn)];
    return [
      ...needed
        .filter((right) => !given.includes(right))
        .map((right) => fault(user, 'spec.authorization', `lacks: ${right}`)),
      ...given
        .filter((right) => !needed.includes(right))
        .map((right) => fault(user, 'spec.authorization', `may do what its code does not: ${right}`)),
    ];
  });
  return [...missing, ...compared];
}

/** `topic shop.orders Read`; a pattern or a prefix is spelled out, so that it never equals a name. */
function rightsIn(acl: Tree): readonly string[] {
  const pattern = textAt(acl, 'resource.patternType') ?? 'literal';
  const name = `${textAt(acl, 'resource.name') ?? ''}${pattern === 'literal' ? '' : ` (${pattern})`}`;
  const type = textAt(acl, 'type') === 'deny' ? 'not ' : '';
  return textsAt(acl, 'operations').map((operation) => `${type}${textAt(acl, 'resource.type')} ${name} ${operation}`);
}
