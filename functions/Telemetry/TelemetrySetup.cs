using System.Diagnostics;
using Azure.Core;
using Azure.Monitor.OpenTelemetry.Exporter;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Steadfast.Functions.Telemetry;

/// <summary>
/// Sets up traces and metrics for whoever collects them. Without a receiver nothing is registered and nothing listens. Logs, and the
/// requests that Azure sends, are the Functions host's to tell.
/// </summary>
internal static class TelemetrySetup
{
    /// <summary>Names the setting with the address of an OTLP receiver.</summary>
    public const string OtlpSetting = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>Names the setting with the address of Application Insights.</summary>
    public const string InsightsSetting = "APPLICATIONINSIGHTS_CONNECTION_STRING";

    /// <summary>Names this application in traces and metrics.</summary>
    public const string ServiceName = "steadfast-functions";

    /// <summary>
    /// Names the source of the requests that the Azure SDK sends. It switches those of .NET off for itself, and writes its own only when
    /// told to.
    /// </summary>
    public const string AzureSource = "Azure.Core.Http";

    private const string AzureSwitch = "Azure.Experimental.EnableActivitySource";

    // As long as a receiver may take for one batch. Nothing else waits for it.
    private const int ExportMilliseconds = 2000;

    /// <summary>Lists the meters whose metrics are exported.</summary>
    public static readonly string[] Meters = [Metrics.Meter, "System.Net.Http", "System.Runtime"];

    /// <summary>Registers what is collected if a receiver is configured.</summary>
    public static IServiceCollection AddTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        string? otlp = Address(configuration[OtlpSetting]);
        string? insights = configuration[InsightsSetting];
        if (otlp is null && string.IsNullOrEmpty(insights))
        {
            return services;
        }

        // Before the first client of Azure is made.
        AppContext.SetSwitch(AzureSwitch, isEnabled: true);
        services.Configure<OtlpExporterOptions>(exporter => exporter.TimeoutMilliseconds = ExportMilliseconds);
        var telemetry = services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(ServiceName))
            .WithTracing(traces => traces.SetSampler(new IncidentSampler()).AddSource(Spans.Source, "System.Net.Http", AzureSource))
            .WithMetrics(metrics => metrics.AddMeter(Meters));
        services.AddHostedService<LastExport>();
        if (otlp is not null)
        {
            telemetry.WithTracing(traces => traces.AddOtlpExporter()).WithMetrics(metrics => metrics.AddOtlpExporter());
        }

        if (!string.IsNullOrEmpty(insights))
        {
            services.AddOptions<AzureMonitorExporterOptions>()
                .Configure<TokenCredential>((exporter, credential) => Sign(exporter, insights, credential));
            telemetry.WithTracing(traces => traces.AddAzureMonitorTraceExporter())
                .WithMetrics(metrics => metrics.AddAzureMonitorMetricExporter());
        }

        return services;
    }

    private static void Sign(AzureMonitorExporterOptions exporter, string insights, TokenCredential credential)
    {
        exporter.ConnectionString = insights;
        exporter.Credential = credential;
        exporter.DisableOfflineStorage = true;
    }

    /// <summary>Reads a setting that must be an address to send to; null when it is empty.</summary>
    /// <exception cref="InvalidOperationException">It is none, and not empty.</exception>
    private static string? Address(string? setting)
    {
        if (string.IsNullOrEmpty(setting))
        {
            return null;
        }

        if (!Uri.TryCreate(setting, UriKind.Absolute, out Uri? address) || address.Scheme is not ("http" or "https"))
        {
            throw new InvalidOperationException(
                $"{OtlpSetting} is no address: set it to that of an OTLP receiver, such as http://127.0.0.1:4317, or leave it out.");
        }

        return setting;
    }

    /// <summary>Keeps everything that belongs to an alert, an order or an incident, and drops the watchdog's own looks.</summary>
    private sealed class IncidentSampler : Sampler
    {
        public override SamplingResult ShouldSample(in SamplingParameters samplingParameters) => new(
            samplingParameters.Kind != ActivityKind.Client
                || (samplingParameters.ParentContext.TraceFlags & ActivityTraceFlags.Recorded) != 0);
    }
}

/// <summary>
/// Sends what is left when everything else has ended, for at most a second: a receiver that hangs must not hold up the end.
/// </summary>
internal sealed class LastExport(TracerProvider traces, MeterProvider metrics, IHostApplicationLifetime lifetime) : IHostedService
{
    private const int MaxMilliseconds = 1000;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        lifetime.ApplicationStopped.Register(Send);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // Both at once; each ends by itself.
    private void Send() => Parallel.Invoke(() => traces.Shutdown(MaxMilliseconds), () => metrics.Shutdown(MaxMilliseconds));
}
