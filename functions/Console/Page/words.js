// Plain words, symbols and colors for what the API names.

export const diagnoses = {
  Healthy: 'is well',
  InstanceUnresponsive: 'does not answer',
  InstanceFailing: 'answers with errors',
  InstanceFlapping: 'comes and goes',
  InstanceGone: 'is not in the scale set any more',
  FleetFailing: 'fails together with most others',
  ZoneFailing: 'fails with its whole zone',
  DatabaseUnavailable: 'cannot be used',
  DatabaseReadOnly: 'takes no writes',
  DatabaseUnreachableFromHere: 'cannot be reached by the automation alone',
  DatabaseUnreachableFromWebTier: 'cannot be used by the web servers alone',
  DatabaseSlow: 'answers late',
  StandbyUnhealthy: 'has no standby that could take over',
  StaleConnections: 'is well, but web servers hold on to the old server',
  PlatformRecovering: 'is being changed by the platform',
  DeploymentInProgress: 'is in a deployment',
  Unobservable: 'cannot be seen well enough',
};

const past = {
  Healthy: 'was well',
  InstanceUnresponsive: 'did not answer',
  InstanceFailing: 'answered with errors',
  InstanceFlapping: 'came and went',
  InstanceGone: 'was not in the scale set any more',
  FleetFailing: 'failed together with most others',
  ZoneFailing: 'failed with its whole zone',
  DatabaseUnavailable: 'could not be used',
  DatabaseReadOnly: 'took no writes',
  DatabaseUnreachableFromHere: 'could not be reached by the automation alone',
  DatabaseUnreachableFromWebTier: 'could not be used by the web servers alone',
  DatabaseSlow: 'answered late',
  StandbyUnhealthy: 'had no standby that could take over',
  StaleConnections: 'was well, but web servers held on to the old server',
  PlatformRecovering: 'was being changed by the platform',
  DeploymentInProgress: 'was in a deployment',
  Unobservable: 'could not be seen well enough',
};

export function diagnosis(kind, isOver = false) {
  if (kind) return (isOver ? past : diagnoses)[kind] ?? kind;
  return isOver ? 'was looked at' : 'is being looked at';
}

export const isFault = kind => kind && !['Healthy', 'DatabaseSlow'].includes(kind);

export function nameOf(target) {
  if (target === 'database') return 'The database';
  return /^\d+$/.test(target) ? `Instance ${target}` : target;
}

export const pageOf = target => /^\d+$/.test(target) ? `#/instances/${target}` : '#/database';

// Tone: ok, busy, warn, bad or idle. Never by color alone: each has a symbol and a word.
export const outcomes = {
  Open: { word: 'Open', tone: 'busy', sign: '●' },
  Recovered: { word: 'Recovered', tone: 'ok', sign: '✓' },
  Escalated: { word: 'Needs a person', tone: 'bad', sign: '!' },
  NoAction: { word: 'No action', tone: 'idle', sign: '–' },
  Refused: { word: 'Refused', tone: 'warn', sign: '✕' },
};

export const states = {
  Serving: { word: 'serves', tone: 'ok', sign: '✓' },
  NotServing: { word: 'does not serve', tone: 'bad', sign: '✕' },
  Changing: { word: 'is being changed', tone: 'busy', sign: '↻' },
  Off: { word: 'is off', tone: 'warn', sign: '○' },
  Unknown: { word: 'not known', tone: 'idle', sign: '?' },
};

// What web servers use and can do without.
export const besides = {
  cache: { name: 'Cache', called: 'The cache', without: 'Reads go round it.' },
  files: { name: 'Files', called: 'The storage of files', without: 'Files cannot be opened or attached; notes go on.' },
};

export const verdicts = {
  Good: { word: 'good', tone: 'ok', sign: '✓' },
  Bad: { word: 'bad', tone: 'bad', sign: '✕' },
  Unknown: { word: 'not known', tone: 'idle', sign: '?' },
};

export const dispositions = {
  Opened: { word: 'opened an incident', tone: 'busy', sign: '●' },
  Joined: { word: 'joined an incident', tone: 'busy', sign: '+' },
  Withdrew: { word: 'passed on as over', tone: 'ok', sign: '✓' },
  Noted: { word: 'noted', tone: 'idle', sign: '–' },
  Unplaced: { word: 'could not be placed', tone: 'warn', sign: '?' },
};

export const deliveries = {
  Pending: { word: 'on its way', tone: 'busy', sign: '↻' },
  Delivered: { word: 'delivered', tone: 'ok', sign: '✓' },
  Kept: { word: 'kept here: no receiver', tone: 'idle', sign: '–' },
  Dead: { word: 'not delivered', tone: 'bad', sign: '✕' },
};

export const notices = {
  Opened: 'Incident opened',
  ApprovalNeeded: 'Approval needed',
  Escalated: 'Needs a person',
  RefusedForLong: 'Refused for long',
  Closed: 'Incident closed',
  LongIncident: 'Open for very long',
  AlertMissing: 'No alert came',
  AlertPathSilent: 'Alerts may not arrive',
  InstancesMissing: 'Instances are missing',
  LeaseExpired: 'Lease ran out',
  ReleaseAbandonedIncident: 'Put in order',
  Alert: 'Alert for people',
  Acknowledged: 'A person answered',
};

export const ends = {
  Recovered: 'Nothing is asked of you: an action was taken, and it stayed healthy after it.',
  NoAction: 'Nothing is asked of you: no action was needed.',
  Refused: 'An action was needed and not taken. Lift what stood against it, or order the action yourself.',
  Escalated: 'It is yours now: the automation does nothing more until a new signal comes. Read the evidence and the last steps, then mend the cause or order an action.',
};

export const many = (count, one, more = `${one}s`) => `${count} ${count === 1 ? one : more}`;
