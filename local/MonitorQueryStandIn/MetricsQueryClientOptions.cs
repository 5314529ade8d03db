using Azure.Core;

namespace Azure.Monitor.Query;

/// <summary>Options of a query for metrics.</summary>
public class MetricsQueryClientOptions : ClientOptions
{
    public MetricsQueryAudience? Audience { get; set; }
}

/// <summary>Audience of the token: the cloud.</summary>
public readonly struct MetricsQueryAudience(string value) : IEquatable<MetricsQueryAudience>
{
    private readonly string _value = value;

    public static MetricsQueryAudience AzurePublicCloud { get; } = new("https://management.azure.com");

    public static bool operator ==(MetricsQueryAudience left, MetricsQueryAudience right) => left.Equals(right);

    public static bool operator !=(MetricsQueryAudience left, MetricsQueryAudience right) => !left.Equals(right);

    public bool Equals(MetricsQueryAudience other) => string.Equals(_value, other._value, StringComparison.OrdinalIgnoreCase);

    public override bool Equals(object? obj) => obj is MetricsQueryAudience other && Equals(other);

    public override int GetHashCode() => StringComparer.OrdinalIgnoreCase.GetHashCode(_value ?? "");

    public override string ToString() => _value;
}
