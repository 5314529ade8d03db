namespace Steadfast.Local.Runtime;

/// <summary>Turns JSON text into an argument of a function.</summary>
internal static class Arguments
{
    /// <summary>The value, or the type's default when there is no text.</summary>
    public static object? FromJson(string? data, Type type) =>
        string.IsNullOrEmpty(data) ? Default(type) : WireJson.Default.Deserialize(data, type);

    /// <summary>The type's default.</summary>
    public static object? Default(Type type) => type.IsValueType ? Activator.CreateInstance(type) : null;
}
