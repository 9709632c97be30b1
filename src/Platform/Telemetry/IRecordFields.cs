namespace Tollgate.Platform.Telemetry;

/// <summary>Takes the fields of a record one after the other, in whatever form. Implement it as a struct: calls are then compiled for it.</summary>
public interface IRecordFields
{
    /// <summary>A text; null where the record has none.</summary>
    void Text(JsonName name, string? value);

    /// <summary>An integer; null where the record has none.</summary>
    void Number(JsonName name, long? value);

    /// <summary>A duration, told in milliseconds.</summary>
    void Milliseconds(JsonName name, TimeSpan value);

    /// <summary>True or false.</summary>
    void Flag(JsonName name, bool value);

    /// <summary>A point in time.</summary>
    void Time(JsonName name, DateTimeOffset value);
}
