import { runK8sCheck } from './k8s-check/run-k8s-check.js';

process.exit(await runK8sCheck(process.env));
