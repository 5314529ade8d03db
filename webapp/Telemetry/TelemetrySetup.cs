using Azure.Identity;
using Azure.Monitor.OpenTelemetry.Exporter;
using Microsoft.Extensions.Options;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Instrumentation.StackExchangeRedis;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Steadfast.WebApp.Cache;
using Steadfast.WebApp.Instance;

namespace Steadfast.WebApp.Telemetry;

/// <summary>Traces and metrics for whoever collects them. Without a receiver nothing is registered and nothing listens.</summary>
internal static class TelemetrySetup
{
    /// <summary>Setting with the address of an OTLP receiver.</summary>
    public const string OtlpSetting = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>Setting with the address of Application Insights.</summary>
    public const string InsightsSetting = "APPLICATIONINSIGHTS_CONNECTION_STRING";

    /// <summary>Name of this application in traces and metrics.</summary>
    public const string ServiceName = "steadfast-webapp";

    // As long as a receiver may take for one batch. Requests never wait for it.
    private const int ExportMilliseconds = 2000;

    // What is sent there is paid by the GB.
    private const double ShareForInsights = 0.05;

    /// <summary>Registers what is collected if a receiver is configured.</summary>
    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        IConfiguration configuration = builder.Configuration;
        (string? otlp, string? insights) = (configuration[OtlpSetting], configuration[InsightsSetting]);
        builder.Services.AddOptions<TelemetryOptions>().Bind(configuration).ValidateDataAnnotations().ValidateOnStart();
        if (!TelemetryOptions.IsAddress(otlp) && string.IsNullOrEmpty(insights))
        {
            return;
        }

        builder.Services.Configure<OtlpExporterOptions>(exporter => exporter.TimeoutMilliseconds = ExportMilliseconds);
        builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(ServiceName, autoGenerateServiceInstanceId: false))
            .WithTracing(traces => traces.AddSources(string.IsNullOrEmpty(insights) ? 1 : ShareForInsights).AddReceivers(otlp, insights, configuration))
            .WithMetrics(metrics => metrics.AddMeters().AddReceivers(otlp, insights, configuration));
        builder.Services.AddHostedService<LastExport>();
        builder.Services.ConfigureOpenTelemetryTracerProvider((services, traces) => traces.ConfigureResource(resource => Describe(resource, services)));
        builder.Services.ConfigureOpenTelemetryMeterProvider((services, metrics) => metrics.ConfigureResource(resource => Describe(resource, services)));
    }

    private static void Describe(ResourceBuilder resource, IServiceProvider services)
    {
        var instance = services.GetRequiredService<InstanceIdentity>();
        resource.AddAttributes([new("service.instance.id", instance.Id), new("service.version", instance.Version)]);
    }

    private static TracerProviderBuilder AddSources(this TracerProviderBuilder traces, double share) => traces
        .SetSampler(services => new RequestSampler(services.GetRequiredService<IOptions<TelemetryOptions>>().Value.Share ?? share))
        .AddAspNetCoreInstrumentation(static requests =>
        {
            requests.Filter = static context => !IsProbe(context.Request.Path);
            // Names the browser of a person, which is nobody's business.
            requests.EnrichWithHttpRequest = static (span, _) => span.SetTag("user_agent.original", null);
        })
        .AddSource("MySqlConnector")
        .AddSource("System.Net.Http")
        .AddRedisInstrumentation()
        .ConfigureRedisInstrumentation(static (services, redis) => Follow(redis, services.GetService<CacheConnection>()));

    private static MeterProviderBuilder AddMeters(this MeterProviderBuilder metrics) => metrics.AddMeter(MeterNames.All);

    private static TracerProviderBuilder AddReceivers(this TracerProviderBuilder traces, string? otlp, string? insights, IConfiguration configuration)
    {
        traces = TelemetryOptions.IsAddress(otlp) ? traces.AddOtlpExporter() : traces;
        return string.IsNullOrEmpty(insights) ? traces : traces.AddAzureMonitorTraceExporter(exporter => Sign(exporter, insights, configuration));
    }

    private static MeterProviderBuilder AddReceivers(this MeterProviderBuilder metrics, string? otlp, string? insights, IConfiguration configuration)
    {
        metrics = TelemetryOptions.IsAddress(otlp) ? metrics.AddOtlpExporter() : metrics;
        return string.IsNullOrEmpty(insights) ? metrics : metrics.AddAzureMonitorMetricExporter(exporter => Sign(exporter, insights, configuration));
    }

    private static void Sign(AzureMonitorExporterOptions exporter, string insights, IConfiguration configuration)
    {
        exporter.ConnectionString = insights;
        exporter.DisableOfflineStorage = true;
        if (configuration["AZURE_CLIENT_ID"] is { Length: > 0 } identity)
        {
            exporter.Credential = new ManagedIdentityCredential(ManagedIdentityId.FromUserAssignedClientId(identity));
        }
    }

    // Asked by machines every few seconds: they would hide everything else.
    private static bool IsProbe(PathString path) => path.StartsWithSegments("/healthz") || path.StartsWithSegments("/status");

    // The first connection may take long; nothing waits for it here either.
    private static void Follow(StackExchangeRedisInstrumentation redis, CacheConnection? cache) =>
        cache?.Multiplexer.ContinueWith(made => redis.AddConnection(made.Result), TaskContinuationOptions.OnlyOnRanToCompletion);
}
