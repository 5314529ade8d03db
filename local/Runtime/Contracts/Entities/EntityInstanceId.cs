namespace Microsoft.DurableTask.Entities;

/// <summary>Name and key of an entity.</summary>
public readonly struct EntityInstanceId : IEquatable<EntityInstanceId>
{
    public EntityInstanceId(string name, string key)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(key);
        if (name.Contains('@'))
        {
            throw new ArgumentException("An entity name may not contain '@'.", nameof(name));
        }

        Name = name.ToLowerInvariant();
        Key = key;
    }

    public string Name { get; }

    public string Key { get; }

    public static EntityInstanceId FromString(string instanceId)
    {
        int at = string.IsNullOrEmpty(instanceId) || instanceId[0] != '@' ? -1 : instanceId.IndexOf('@', 1);
        return at > 1 ? new(instanceId[1..at], instanceId[(at + 1)..]) : throw new ArgumentException($"'{instanceId}' is not an entity id: '@name@key' is expected.", nameof(instanceId));
    }

    public static bool operator ==(EntityInstanceId left, EntityInstanceId right) => left.Equals(right);

    public static bool operator !=(EntityInstanceId left, EntityInstanceId right) => !left.Equals(right);

    public bool Equals(EntityInstanceId other) => (Name, Key) == (other.Name, other.Key);

    public override bool Equals(object? obj) => obj is EntityInstanceId other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(Name, Key);

    public override string ToString() => $"@{Name}@{Key}";
}
