using Azure.Core;
using Azure.Identity;
using Azure.Monitor.Query;
using Azure.ResourceManager;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Steadfast.Functions.Alerts;
using Steadfast.Functions.Console;
using Steadfast.Functions.Database;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Http;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Instances;
using Steadfast.Functions.Notifications;
using Steadfast.Functions.Platform;
using Steadfast.Functions.Rehearsals;
using Steadfast.Functions.Retention;
using Steadfast.Functions.Telemetry;
using Steadfast.Functions.Watchdog;

namespace Steadfast.Functions;

/// <summary>Registers everything the functions ask for by constructor.</summary>
public static class ServiceRegistration
{
    /// <summary>
    /// Registers options and clients. A service that is registered already (credential, ARM options with another transport,
    /// metrics client, clock) is kept, so a host may bring its own.
    /// </summary>
    /// <param name="configuration">App settings; sections <c>Stack</c> and <c>Recovery</c> are read.</param>
    public static IServiceCollection AddSteadfast(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddChecked<StackOptions>(configuration, StackOptions.Section);
        services.AddChecked<GuardOptions>(configuration, GuardOptions.Section)
            .Validate<IOptions<RecoveryOptions>>(
                (guard, recovery) => guard.PermitLife > 2 * recovery.Value.MaxWait,
                "Guard__PermitLife must be longer than twice Recovery__MaxWait, or a permit runs out while it is waited: raise the one "
                    + "or lower the other.");
        services.AddChecked<ModeOptions>(configuration, ModeOptions.Section);
        services.AddChecked<NotificationOptions>(configuration, NotificationOptions.Section);
        services.AddChecked<WatchdogOptions>(configuration, WatchdogOptions.Section)
            .Validate<IOptions<RecoveryOptions>>(
                (watchdog, recovery) => watchdog.StuckAfter > 2 * recovery.Value.MaxWait,
                "Watchdog__StuckAfter must be longer than twice Recovery__MaxWait, or an incident that waits is given up: raise the "
                    + "one or lower the other.");
        services.AddChecked<OperatorOptions>(configuration, OperatorOptions.Section);
        services.AddChecked<ConsoleOptions>(configuration, ConsoleOptions.Section);
        services.AddChecked<DatabaseOptions>(configuration, DatabaseOptions.Section)
            .Validate<IOptions<RecoveryOptions>>(
                (database, recovery) =>
                    database.CheckInterval <= recovery.Value.MaxWait && database.PollInterval <= recovery.Value.MaxWait,
                "Recovery__MaxWait must be at least as long as Database__CheckInterval and Database__PollInterval: raise the one or "
                    + "lower the others.");
        services.AddChecked<RecoveryOptions>(configuration, RecoveryOptions.Section);
        services.AddChecked<EvidenceOptions>(configuration, EvidenceOptions.Section);
        services.AddChecked<RetentionOptions>(configuration, RetentionOptions.Section);

        services.AddTelemetry(configuration);
        services.Configure<WorkerOptions>(worker => worker.InputConverters.RegisterAt<ActivityDeadline>(0));
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<TokenCredential>(_ => new DefaultAzureCredential());
        services.TryAddSingleton(provider => ArmOptions.Create(CloudOf(provider)));
        services.TryAddSingleton(provider => new MetricsQueryClient(
            CloudOf(provider).Endpoint,
            provider.GetRequiredService<TokenCredential>(),
            ArmOptions.CreateForMetrics(CloudOf(provider))));
        services.AddSingleton(provider => new ArmClient(
            provider.GetRequiredService<TokenCredential>(),
            provider.GetRequiredService<IOptions<StackOptions>>().Value.SubscriptionId,
            provider.GetRequiredService<ArmClientOptions>()));
        services.AddSingleton<ArmRestClient>();
        services.AddSingleton<ScaleSet>();
        services.AddSingleton<ScaleSetCapacity>();
        services.AddSingleton<AutomaticRepairs>();
        services.AddSingleton<Deployments>();
        services.AddSingleton<MonitorMetrics>();
        services.AddSingleton<ProbeMetrics>();
        services.AddSingleton<TierObserver>();
        services.AddSingleton<SharedTierObservation>();
        services.AddSingleton<IDatabaseWitness, DatabaseWitness>();
        services.AddSingleton<InstanceObserver>();
        services.AddSingleton<EvidenceStore>();
        services.AddSingleton<LeftActionReader>();
        services.AddSingleton<WantedInstancesReader>();
        services.AddSingleton<AddressBook>();
        services.AddSingleton<AlertRouter>();
        services.AddSingleton<DatabaseServer>();
        services.TryAddSingleton<DatabaseConnector>();
        services.AddSingleton<DatabaseProbe>();
        services.AddSingleton<DatabaseMetrics>();
        services.AddSingleton<WebTier>();
        services.AddSingleton<DatabaseObserver>();
        services.AddSingleton<SharedDatabaseObservation>();
        services.AddSingleton<IRehearsal, Rehearsal>();
        services.AddSingleton<SettingsReader>();
        services.AddSingleton<OperatorRequest>();
        services.AddSingleton(new NoticeSite(configuration[NoticeSite.Setting] ?? ""));
        // The address it posts to is a secret as often as not, so requests are neither logged nor traced.
        services.AddHttpClient<NoticeReceiver>()
            .RemoveAllLoggers()
            .ConfigurePrimaryHttpMessageHandler(
                () => new SocketsHttpHandler { AllowAutoRedirect = false, ActivityHeadersPropagator = null });
        // Its looks are in the record of the incident, so they are not logged. A redirect is no answer of 200, and might lead anywhere.
        services.AddHttpClient<InstanceProbe>()
            .RemoveAllLoggers()
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false });
        // A write is sent to the instance it is meant for, and what came of it is in the record of the incident.
        services.AddHttpClient<WriteProbe>()
            .RemoveAllLoggers()
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false });
        // The address of a log is its permission, so it is neither logged nor traced, and nobody else is told it by a redirect.
        services.AddHttpClient<BootDiagnostics>()
            .RemoveAllLoggers()
            .ConfigurePrimaryHttpMessageHandler(
                () => new SocketsHttpHandler { AllowAutoRedirect = false, ActivityHeadersPropagator = null });
        return services;
    }

    private static ArmEnvironment CloudOf(IServiceProvider services) =>
        services.GetRequiredService<IOptions<StackOptions>>().Value.GetCloud();

    private static OptionsBuilder<T> AddChecked<T>(this IServiceCollection services, IConfiguration configuration, string section)
        where T : class =>
        services.AddOptions<T>().Bind(configuration.GetSection(section)).ValidateDataAnnotations().ValidateOnStart();
}
