// Asks for every operation of the emulated control plane once, with Microsoft's own clients over TLS.
// Environment: STEADFAST_ARM_URL, STEADFAST_ARM_TOKEN, NODE_EXTRA_CA_CERTS. Each step prints one line; the first failure ends it with code 1.
import { ComputeManagementClient } from '@azure/arm-compute';
import { MonitorClient } from '@azure/arm-monitor';
import { MySQLManagementFlexibleServerClient } from '@azure/arm-mysql-flexible';
import { NetworkManagementClient } from '@azure/arm-network';
import { MicrosoftResourceHealth } from '@azure/arm-resourcehealth';
import { ResourceManagementClient } from '@azure/arm-resources';

const { STEADFAST_ARM_URL: endpoint, STEADFAST_ARM_TOKEN: token } = process.env;
const subscription = '0b1f6471-1bf0-4dda-aec3-cb9272f09590';
const [group, set, balancer, server] = ['rg', 'web', 'lb', 'mysql'];
const groupId = `/subscriptions/${subscription}/resourceGroups/${group}`;
const setId = `${groupId}/providers/Microsoft.Compute/virtualMachineScaleSets/${set}`;
const balancerId = `${groupId}/providers/Microsoft.Network/loadBalancers/${balancer}`;
const serverId = `${groupId}/providers/Microsoft.DBforMySQL/flexibleServers/${server}`;
const insights = 'Microsoft.Insights';

const credential = { getToken: async () => ({ token, expiresOnTimestamp: Date.now() + 3_600_000 }) };
// The clients ask for a token for the public audience; the endpoint is the emulator's.
const options = { endpoint };
const compute = new ComputeManagementClient(credential, subscription, options);
const network = new NetworkManagementClient(credential, subscription, options);
const monitor = new MonitorClient(credential, subscription, options);
const mysql = new MySQLManagementFlexibleServerClient(credential, subscription, options);
const resources = new ResourceManagementClient(credential, subscription, options);
const health = new MicrosoftResourceHealth(credential, subscription, options);

async function step(name, act) {
  try {
    const result = await act();
    console.log(`ok ${name}`);
    return result;
  } catch (problem) {
    console.error(`failed ${name}: ${problem.stack ?? problem}`);
    process.exit(1);
  }
}

async function all(pages) {
  const found = [];
  for await (const one of pages) found.push(one);
  return found;
}

function equal(found, wanted) {
  const [left, right] = [JSON.stringify(found), JSON.stringify(wanted)];
  if (left !== right) throw new Error(`${left} is not ${right}`);
}

// What none of these clients has, asked for as their pipelines would.
async function ask(method, path, version, { body, status = [200, 202, 204] } = {}) {
  const answer = await fetch(`${endpoint}${path}${path.includes('?') ? '&' : '?'}api-version=${version}`, {
    method, body: body && JSON.stringify(body), headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
  });
  if (!status.includes(answer.status)) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  const text = await answer.text();
  return text ? JSON.parse(text) : undefined;
}

await step('tenant, subscription and group', async () => {
  for (const path of ['/tenants', '/subscriptions', `/subscriptions/${subscription}`, `/subscriptions/${subscription}/locations`]) await ask('GET', path, '2022-12-01');
  equal((await all(resources.resourceGroups.list())).map(one => one.name), [group]);
  equal((await resources.resourceGroups.checkExistence(group)).body, true);
  equal((await resources.resourceGroups.update(group, { tags: { team: 'web' } })).tags, { team: 'web' });
  equal((await resources.resourceGroups.get(group)).tags, { team: 'web' });
  equal((await all(resources.resources.list())).length, 3);
  equal((await all(resources.resources.listByResourceGroup(group))).length, 3);
  await all(resources.providers.list());
  await resources.providers.get('Microsoft.Compute');
  await resources.providers.register('Microsoft.Compute');
});

await step('scale set', async () => {
  const sets = compute.virtualMachineScaleSets;
  equal((await all(sets.listAll())).map(one => one.name), [set]);
  equal((await all(sets.list(group))).map(one => one.name), [set]);
  await sets.getInstanceView(group, set);
  equal((await sets.update(group, set, { sku: { capacity: 4 } })).sku.capacity, 4);
  const present = await sets.get(group, set);
  equal((await sets.createOrUpdate(group, set, { location: present.location, sku: { ...present.sku, capacity: 3 }, tags: { a: 'b' } })).tags, { a: 'b' });
  await sets.setOrchestrationServiceState(group, set, { serviceName: 'AutomaticRepairs', action: 'Suspend' });
  await ask('GET', `${setId}/rollingUpgrades/latest`, '2025-04-01', { status: [404] });
  const some = { vmInstanceIDs: { instanceIds: ['0'] } };
  for (const action of ['restart', 'reimage', 'reimageAll', 'powerOff', 'deallocate', 'start']) await sets[action](group, set, some);
  await sets.updateInstances(group, set, { instanceIds: ['0'] });
});

await step('instances', async () => {
  const vms = compute.virtualMachineScaleSetVMs;
  const found = await all(vms.list(group, set, { expand: 'instanceView' }));
  equal(found.length, 3);
  const [id] = found.map(one => one.instanceId);
  await vms.get(group, set, id);
  await vms.getInstanceView(group, set, id);
  for (const action of ['restart', 'reimage', 'reimageAll', 'powerOff', 'deallocate', 'start']) await vms[action](group, set, id);
  await vms.update(group, set, id, { location: 'westeurope', protectionPolicy: { protectFromScaleIn: true } });
  equal((await vms.get(group, set, id)).protectionPolicy.protectFromScaleIn, true);
  await vms.retrieveBootDiagnosticsData(group, set, id);
  const nics = network.networkInterfaces;
  await all(nics.listVirtualMachineScaleSetNetworkInterfaces(group, set));
  await all(nics.listVirtualMachineScaleSetVMNetworkInterfaces(group, set, id));
  await nics.getVirtualMachineScaleSetNetworkInterface(group, set, id, 'nic');
  await all(nics.listVirtualMachineScaleSetIpConfigurations(group, set, id, 'nic'));
  await nics.getVirtualMachineScaleSetIpConfiguration(group, set, id, 'nic', 'ipconfig');
  await vms.delete(group, set, found[1].instanceId);
  await compute.virtualMachineScaleSets.deleteInstances(group, set, { instanceIds: [found[2].instanceId] });
  equal((await all(vms.list(group, set))).length, 1);
});

await step('load balancer', async () => {
  equal((await all(network.loadBalancers.listAll())).map(one => one.name), [balancer]);
  equal((await all(network.loadBalancers.list(group))).map(one => one.name), [balancer]);
  await network.loadBalancers.get(group, balancer);
  equal((await network.loadBalancers.updateTags(group, balancer, { tags: { a: 'b' } })).tags, { a: 'b' });
  const parts = {
    loadBalancerProbes: 'healthz', loadBalancerBackendAddressPools: 'web', loadBalancerLoadBalancingRules: 'http', loadBalancerFrontendIPConfigurations: 'frontend',
  };
  for (const [part, name] of Object.entries(parts)) {
    equal((await all(network[part].list(group, balancer))).map(one => one.name), [name]);
    equal((await network[part].get(group, balancer, name)).name, name);
  }
  await all(network.inboundNatRules.list(group, balancer));
  await all(network.loadBalancerOutboundRules.list(group, balancer));
  await all(network.loadBalancerNetworkInterfaces.list(group, balancer));
});

await step('flexible server', async () => {
  equal((await all(mysql.servers.list())).map(one => one.name), [server]);
  equal((await all(mysql.servers.listByResourceGroup(group))).map(one => one.name), [server]);
  await mysql.servers.get(group, server);
  equal((await ask('PATCH', serverId, '2024-12-30', { body: { tags: { a: 'b' } } })).tags, { a: 'b' });
  await mysql.databases.beginCreateOrUpdateAndWait(group, server, 'shop', { charset: 'utf8mb4', collation: 'utf8mb4_general_ci' });
  equal((await mysql.databases.get(group, server, 'shop')).charset, 'utf8mb4');
  await all(mysql.databases.listByServer(group, server));
  await mysql.databases.beginDeleteAndWait(group, server, 'shop');
  await mysql.configurations.beginUpdateAndWait(group, server, 'max_connections', { value: '200', source: 'user-override' });
  equal((await mysql.configurations.get(group, server, 'max_connections')).value, '200');
  await all(mysql.configurations.listByServer(group, server));
  await mysql.configurations.beginBatchUpdateAndWait(group, server, { value: [{ name: 'max_connections', value: '151' }] });
  await ask('PUT', `${serverId}/configurations/max_connections`, '2024-12-30', { body: { properties: { value: '160' } } });
  await settled();
  await ask('PUT', `${serverId}/backups/manual`, '2024-12-30', { body: {} });
  await settled();
  equal((await all(mysql.backups.listByServer(group, server))).length, 2);
  await mysql.backups.get(group, server, 'manual');
  await all(mysql.replicas.listByServer(group, server));
  await all(mysql.firewallRules.listByServer(group, server));
  await ask('GET', `${serverId}/maintenances`, '2024-12-30');
  await mysql.servers.beginRestartAndWait(group, server, { restartWithFailover: 'Disabled' });
  await mysql.servers.beginFailoverAndWait(group, server);
  await mysql.servers.beginStopAndWait(group, server);
  equal((await mysql.servers.get(group, server)).state, 'Stopped');
  const start = await mysql.servers.beginStart(group, server);
  await start.pollUntilDone();
  equal((await mysql.servers.get(group, server)).state, 'Ready');
});

await step('results of operations', async () => {
  for (const [path, version] of [[`${serverId}/restart`, '2024-12-30'], [`${setId}/virtualMachines/0/restart`, '2025-04-01']]) {
    const answer = await fetch(`${endpoint}${path}?api-version=${version}`, { method: 'POST', headers: { authorization: `Bearer ${token}` } });
    equal(answer.status, 202);
    for (const link of ['azure-asyncoperation', 'location']) {
      equal(new URL(answer.headers.get(link)).origin, endpoint);
      await fetch(answer.headers.get(link), { headers: { authorization: `Bearer ${token}` } });
    }
  }
  await settled();
});

await step('metrics', async () => {
  for (const [id, metric] of [[setId, 'Percentage CPU'], [balancerId, 'DipAvailability'], [serverId, 'cpu_percent']]) {
    equal((await monitor.metrics.list(id, { metricnames: metric, timespan: 'PT1H' })).value.map(one => one.name.value), [metric]);
    await all(monitor.metricDefinitions.list(id));
    await all(monitor.metricNamespaces.list(id));
  }
});

await step('alerts and alert rules', async () => {
  await all(monitor.metricAlerts.listBySubscription());
  await all(monitor.metricAlerts.listByResourceGroup(group));
  await monitor.metricAlerts.get(group, 'lb-probe-down');
  await monitor.metricAlertsStatus.list(group, 'lb-probe-down');
  await all(monitor.activityLogAlerts.listBySubscriptionId());
  await all(monitor.activityLogAlerts.listByResourceGroup(group));
  await monitor.activityLogAlerts.get(group, 'resource-health');
  await all(monitor.scheduledQueryRules.listBySubscription());
  await all(monitor.scheduledQueryRules.listByResourceGroup(group));
  await monitor.scheduledQueryRules.get(group, 'synthetic-alert');
  for (const level of [`/subscriptions/${subscription}`, groupId]) {
    const alerts = `${level}/providers/Microsoft.AlertsManagement/alerts`;
    const [fired] = (await ask('GET', alerts, '2019-05-05-preview')).value;
    const name = fired.id.split('/').at(-1);
    await ask('GET', `${alerts}/${name}`, '2019-05-05-preview');
    await ask('POST', `${alerts}/${name}/changestate?newState=Acknowledged`, '2019-05-05-preview');
    await ask('GET', `${alerts}/${name}/history`, '2019-05-05-preview');
  }
});

await step('action group, autoscale, activity log', async () => {
  const [{ name }] = await all(monitor.actionGroups.listBySubscriptionId());
  await all(monitor.actionGroups.listByResourceGroup(group));
  await monitor.actionGroups.get(group, name);
  await monitor.actionGroups.update(group, name, { tags: { a: 'b' } });
  const body = { alertType: 'metricstaticthreshold', webhookReceivers: [{ name: 'steadfast', serviceUri: 'http://ignored.example/' }] };
  for (const scope of [`${groupId}/providers/${insights}/actionGroups/${name}`, `/subscriptions/${subscription}/providers/${insights}`]) {
    const answer = await fetch(`${endpoint}${scope}/createNotifications?api-version=2022-06-01`, {
      method: 'POST', body: JSON.stringify(body), headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    });
    equal(answer.status, 202);
    await fetch(answer.headers.get('location'), { headers: { authorization: `Bearer ${token}` } });
  }
  const profiles = [{ name: 'p', capacity: { minimum: '1', maximum: '3', default: '1' }, rules: [] }];
  await monitor.autoscaleSettings.createOrUpdate(group, 'cpu', { location: 'westeurope', profiles });
  await monitor.autoscaleSettings.get(group, 'cpu');
  await monitor.autoscaleSettings.update(group, 'cpu', { enabled: false, profiles });
  await all(monitor.autoscaleSettings.listBySubscription());
  await all(monitor.autoscaleSettings.listByResourceGroup(group));
  await monitor.autoscaleSettings.delete(group, 'cpu');
  const events = await all(monitor.activityLogs.list(`eventTimestamp ge '2020-01-01T00:00:00Z' and resourceGroupName eq '${group}'`));
  if (events.length === 0) throw new Error('the activity log is empty');
});

await step('resource health', async () => {
  await all(health.availabilityStatuses.listBySubscriptionId());
  await all(health.availabilityStatuses.listByResourceGroup(group));
  for (const id of [setId, balancerId, serverId]) {
    await all(health.availabilityStatuses.list(id.slice(1)));
    await health.availabilityStatuses.getByResource(id.slice(1));
  }
  await ask('GET', `${setId}/virtualMachines/0/providers/Microsoft.ResourceHealth/availabilityStatuses/current`, '2022-10-01');
});

// Waits for what was asked for without a client that waits.
async function settled() {
  for (let look = 0; look < 300; look++) {
    if ((await mysql.servers.get(group, server)).state === 'Ready') return;
    await new Promise(done => setTimeout(done, 100));
  }
  throw new Error('the server is busy for too long');
}
