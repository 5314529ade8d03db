namespace Microsoft.DurableTask;

/// <summary>Turns values into text and back.</summary>
public abstract class DataConverter
{
    public abstract string? Serialize(object? value);

    public abstract object? Deserialize(string? data, Type targetType);

    public virtual T? Deserialize<T>(string? data) => data is null ? default : (T?)Deserialize(data, typeof(T));
}
