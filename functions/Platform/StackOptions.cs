using System.ComponentModel.DataAnnotations;
using Azure.Core;
using Azure.ResourceManager;

namespace Steadfast.Functions.Platform;

/// <summary>Names the stack that the automation looks after. App settings <c>Stack__*</c>; the deployment writes them.</summary>
public sealed record StackOptions
{
    /// <summary>Names the configuration section these options are bound from.</summary>
    public const string Section = "Stack";

    /// <summary>Gets the subscription of the stack, a GUID. Required.</summary>
    [Required]
    public string SubscriptionId { get; init; } = "";

    /// <summary>Gets the resource group of the stack. Required.</summary>
    [Required]
    public string ResourceGroup { get; init; } = "";

    /// <summary>
    /// Gets the address of Azure Resource Manager, where metrics are read too. Default that of the public cloud; every cloud has its own.
    /// </summary>
    [RegularExpression("https://[^/?#\\s]+/?", ErrorMessage = "Stack__ArmEndpoint must be an address like https://management.azure.com.")]
    public string ArmEndpoint { get; init; } = "https://management.azure.com/";

    /// <summary>Gets for whom tokens for Azure Resource Manager are asked. Default that of the public cloud.</summary>
    [RegularExpression("https://[^/?#\\s]+/?", ErrorMessage = "Stack__ArmAudience must be an address like https://management.azure.com.")]
    public string ArmAudience { get; init; } = "https://management.azure.com/";

    /// <summary>Gets the name of the scale set with the web servers (Uniform orchestration). Required.</summary>
    [Required]
    public string ScaleSet { get; init; } = "";

    /// <summary>Gets the name of the Standard Load Balancer in front of them. Required.</summary>
    [Required]
    public string LoadBalancer { get; init; } = "";

    /// <summary>Gets the port on which an instance answers HTTP. Default 8080, the port of the web container.</summary>
    [Range(1, 65535)]
    public int InstancePort { get; init; } = 8080;

    /// <summary>
    /// Gets the path that answers 200 when the instance can serve. Default <c>/healthz</c>, the same as the balancer's probe.
    /// </summary>
    [Required]
    public string HealthPath { get; init; } = "/healthz";

    /// <summary>Gets the time that a look at one instance may take. Default 3 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:00:30")]
    public TimeSpan InstanceTimeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>
    /// Gets the time that reading one part of an observation may take: less than an activity has, which may wait 20 s before it looks.
    /// Default 20 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:00:20")]
    public TimeSpan ReadTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// Gets the age that a look at the whole tier may have when somebody else asks for one. Default 2 s. Looks are shared, because ARM
    /// allows about ten lists a minute.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan ObservationMaxAge { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Gets the time for which the balancer's probe metric is read back. Default 5 min: the metric has a grain of one minute and arrives
    /// late.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan MetricWindow { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Gets the grain in which the metric is read. Default 1 min, the grain of every metric of the load balancer.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan MetricGrain { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Gets the name of the MySQL flexible server. Default empty: there is no database, and nothing is done about one.</summary>
    public string DatabaseServer { get; init; } = "";

    /// <summary>
    /// Gets the name under which the database is reached. Default empty: the automation itself does not try whether it answers.
    /// </summary>
    public string DatabaseHost { get; init; } = "";

    /// <summary>Gets the port of the database. Default 3306.</summary>
    [Range(1, 65535)]
    public int DatabasePort { get; init; } = 3306;

    /// <summary>Gets the time that the database may take until it greets. Default 3 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:00:30")]
    public TimeSpan DatabaseTimeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>
    /// Gets the path under which an instance makes a trial write, by which it is shown that the database takes none, and that a failover
    /// has brought writes back. Default <c>/status/write</c>; empty: none is made, what the instances say in their status is believed after
    /// a failover, and never enough for one.
    /// </summary>
    public string WriteTrialPath { get; init; } = "/status/write";

    /// <summary>
    /// Describes the cloud that the stack is in. No property: a validation reads those before it has said that an address is none.
    /// </summary>
    public ArmEnvironment GetCloud() => new(new Uri(ArmEndpoint), ArmAudience.TrimEnd('/'));

    /// <summary>Tells whether there is a database to look after.</summary>
    public bool HasDatabase => DatabaseServer.Length > 0;

    /// <summary>Gets the resource ID of the MySQL flexible server.</summary>
    public ResourceIdentifier DatabaseId => new($"{Group}/providers/Microsoft.DBforMySQL/flexibleServers/{DatabaseServer}");

    /// <summary>Gets the resource ID of the scale set.</summary>
    public ResourceIdentifier ScaleSetId => new($"{Group}/providers/Microsoft.Compute/virtualMachineScaleSets/{ScaleSet}");

    /// <summary>Gets the resource ID of the load balancer.</summary>
    public ResourceIdentifier LoadBalancerId => new($"{Group}/providers/Microsoft.Network/loadBalancers/{LoadBalancer}");

    private string Group => $"/subscriptions/{SubscriptionId}/resourceGroups/{ResourceGroup}";
}
