using Microsoft.Extensions.Options;

namespace Steadfast.Functions.Tests.Stage;

/// <summary>Options that are what they are.</summary>
internal sealed class FixedOptions<T>(T value) : IOptionsSnapshot<T>, IOptionsMonitor<T> where T : class
{
    public T Value => value;

    public T CurrentValue => value;

    public T Get(string? name) => value;

    public IDisposable? OnChange(Action<T, string?> listener) => null;
}
