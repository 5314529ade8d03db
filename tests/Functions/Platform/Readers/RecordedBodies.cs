namespace Steadfast.Functions.Tests.Platform.Readers;

/// <summary>Bodies as Azure and the web servers send them. Sources: examples of Azure/azure-rest-api-specs, the alert payload samples of Azure Monitor, the web application.</summary>
internal static class RecordedBodies
{
    public const string Status = """{"instance":"web-1","database":{"state":"readOnly","since":"2026-11-20T13:00:00+01:00","error":"1290","latencyMs":3},"cache":"ok","files":"away"}""";

    public const string EarlierStatus = """{"dependencies":[{"name":"cache","state":"up"},{"name":"database","state":"down","error":"no connection"}]}""";

    public const string Instance = """
        {"name":"web_2","id":"/subscriptions/s/resourceGroups/rg/providers/Microsoft.Compute/virtualMachineScaleSets/web/virtualMachines/2","location":"westeurope","instanceId":"2",
         "zones":["2"],"properties":{"provisioningState":"Succeeded","timeCreated":"2026-11-20T12:00:00Z","instanceView":{"vmHealth":{"status":{"code":"HealthState/healthy","level":"Info"}},
         "statuses":[{"code":"ProvisioningState/succeeded","level":"Info","time":"2026-11-20T12:03:00+00:00"},{"code":"PowerState/running","level":"Info"}]}}}
        """;

    public const string Instances = $$"""{"value":[{{Instance}},{"id":"/subscriptions/s/resourceGroups/rg/providers/Microsoft.Compute/virtualMachineScaleSets/web/virtualMachines/0","location":"w"}]}""";

    public const string NetworkInterfaces = """
        {"value":[{"id":"/subscriptions/s/resourceGroups/rg/providers/Microsoft.Compute/virtualMachineScaleSets/web/virtualMachines/2/networkInterfaces/nic","properties":
         {"provisioningState":"Succeeded","ipConfigurations":[{"name":"ip","properties":{"privateIPAddress":"127.9.9.9","primary":true}}]}}]}
        """;

    public const string Set = """{"name":"web","location":"westeurope","sku":{"name":"Standard_B2s","tier":"Standard","capacity":2},"properties":{"provisioningState":"Succeeded"}}""";

    public const string SetView = """{"virtualMachine":{"statusesSummary":[{"code":"ProvisioningState/succeeded","count":2}]},"orchestrationServices":[{"serviceName":"AutomaticRepairs","serviceState":"Not Running"}]}""";

    public const string RollingUpgrade = """
        {"properties":{"runningStatus":{"code":"RollingForward","startTime":"2026-11-20T12:00:00Z","lastAction":"Start"},
         "progress":{"successfulInstanceCount":1,"failedInstanceCount":0,"inProgressInstanceCount":1,"pendingInstanceCount":1}}}
        """;

    public const string BootDiagnostics = """{"consoleScreenshotBlobUri":"https://a.blob.core.windows.net/b/c.bmp?sig=x","serialConsoleLogBlobUri":"https://a.blob.core.windows.net/b/c.log?sig=x"}""";

    public const string ProbeMetric = """
        {"cost":1,"timespan":"2026-11-20T12:00:00Z/2026-11-20T12:05:00Z","interval":"PT1M","namespace":"microsoft.network/loadbalancers","resourceregion":"westeurope","value":[
         {"id":"x","type":"Microsoft.Insights/metrics","name":{"value":"DipAvailability","localizedValue":"Health Probe Status"},"unit":"Count","timeseries":[{"metadatavalues":
         [{"name":{"value":"backendipaddress","localizedValue":"backendipaddress"},"value":"10.0.0.5"}],"data":[{"timeStamp":"2026-11-20T12:00:00Z","average":100.0},{"timeStamp":"2026-11-20T12:01:00Z"}]}]}]}
        """;

    public const string DatabaseMetrics = """
        {"value":[{"name":{"value":"HA_IO_status"},"timeseries":[{"metadatavalues":[],"data":[{"timeStamp":"2026-11-20T12:00:00Z","maximum":1.0}]}]},
         {"name":{"value":"HA_SQL_status"},"timeseries":[{"data":[{"timeStamp":"2026-11-20T12:00:00Z","maximum":0.0}]}]},{"name":{"value":"HA_replication_lag"},"timeseries":[{"data":[{"timeStamp":"2026-11-20T12:00:00Z","maximum":3.5}]}]}]}
        """;

    public const string DatabaseServer = """
        {"name":"mysql","location":"westeurope","properties":{"state":"Ready","availabilityZone":"1","fullyQualifiedDomainName":"mysql.mysql.database.azure.com",
         "highAvailability":{"mode":"ZoneRedundant","state":"Healthy","standbyAvailabilityZone":"2"},"version":"8.0.21"}}
        """;

    public const string Maintenances = """{"value":[{"name":"_1","properties":{"maintenanceState":"Processing","maintenanceTitle":"Security patches","maintenanceStartTime":"2026-11-20T12:00:00Z"}}]}""";

    public const string OperationStatus = """{"startTime":"2026-11-20T12:00:00Z","status":"Failed","name":"op","error":{"code":"VMAgentStatusCommunicationError","message":"m","details":[{"code":"Inner","message":"x"}]}}""";

    public const string Error = """{"error":{"code":"OperationNotAllowed","message":"Operation could not be completed as it results in exceeding approved cores quota.","details":[{"code":"QuotaExceeded","message":"x"}]}}""";

    public const string WriteTrial = """{"written":false,"error":"readOnly"}""";

    public const string MetricAlert = """
        {"schemaId":"azureMonitorCommonAlertSchema","data":{"essentials":{"alertId":"/subscriptions/s/providers/Microsoft.AlertsManagement/alerts/1","alertRule":"lb-probe-down","severity":"Sev1",
         "signalType":"Metric","monitorCondition":"Fired","monitoringService":"Platform","alertTargetIDs":["/subscriptions/s/resourcegroups/rg/providers/microsoft.network/loadbalancers/lb1"],
         "firedDateTime":"2026-11-20T12:00:00.000Z","description":"d"},"alertContext":{"properties":null,"conditionType":"MultipleResourceMultipleMetricCriteria","condition":{"windowSize":"PT5M",
         "allOf":[{"metricName":"DipAvailability","operator":"LessThan","threshold":"100","dimensions":[{"name":"BackendIPAddress","value":"10.0.0.5"}],"metricValue":0.0}]}},"customProperties":{"handler":"tier"}}}
        """;

    public const string ServiceHealth = """
        {"schemaId":"azureMonitorCommonAlertSchema","data":{"essentials":{"alertId":"/subscriptions/s/providers/Microsoft.AlertsManagement/alerts/2","alertRule":"service-health","signalType":"Activity Log",
         "monitorCondition":"Fired","monitoringService":"ServiceHealth","alertTargetIDs":["/subscriptions/s"],"firedDateTime":"2026-11-28T05:18:15.717619"},"alertContext":{"channels":1,"eventSource":2,"level":3,
         "properties":{"title":"VMs in a region","service":"Virtual Machines","region":"West Europe","incidentType":"Incident","trackingId":"AB12-CD3","stage":"Active","impactedServices":"[]"},"status":"Active"}}}
        """;

    public const string OtherAlert = """{"schemaId":"AIP Budget Notification","data":{"SubscriptionId":"s","BudgetName":"team-a","SpendingAmount":"1111.32","Budget":"1000","Unit":"USD"}}""";
}
