namespace Steadfast.Local.Runtime;

/// <summary>Turns JSON text into an argument of a function.</summary>
internal static class Arguments
{
    /// <summary>The value, or the type's default when there is no text.</summary>
    public static object? FromJson(string? data, Type type) =>
        string.IsNullOrEmpty(data) ? (type.IsValueType ? Activator.CreateInstance(type) : null) : WireJson.Default.Deserialize(data, type);
}
