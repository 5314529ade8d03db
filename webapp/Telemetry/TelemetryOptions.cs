using System.ComponentModel.DataAnnotations;

namespace Steadfast.WebApp.Telemetry;

/// <summary>Settings of traces and metrics that are checked when the application starts.</summary>
internal sealed class TelemetryOptions : IValidatableObject
{
    /// <summary>Address of an OTLP receiver, for example <c>http://127.0.0.1:4317</c>; empty for none. Default none.</summary>
    [ConfigurationKeyName(TelemetrySetup.OtlpSetting)]
    public string? Otlp { get; set; }

    /// <summary>Share of the requests whose traces are kept, from 0 to 1. Default all of them, and one in twenty when they go to Application Insights.</summary>
    [ConfigurationKeyName("OTEL_TRACES_SAMPLER_ARG")]
    [Range(0, 1.0, ErrorMessage = "OTEL_TRACES_SAMPLER_ARG must be between 0 and 1.")]
    public double? Share { get; set; }

    /// <summary>Tells whether a setting is an address to send to.</summary>
    public static bool IsAddress(string? setting) =>
        Uri.TryCreate(setting, UriKind.Absolute, out Uri? address) && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) => string.IsNullOrEmpty(Otlp) || IsAddress(Otlp)
        ? []
        : [new ValidationResult($"{TelemetrySetup.OtlpSetting} is no address: set it to that of an OTLP receiver, such as http://127.0.0.1:4317, or leave it out.")];
}
