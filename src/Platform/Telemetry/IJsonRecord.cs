namespace Tollgate.Platform.Telemetry;

/// <summary>The state of a log entry that can write itself as a line of JSON: for logs with an entry per request, where a boxed value per field would tell.</summary>
public interface IJsonRecord
{
    /// <summary>Writes the members of the object, in a fixed order and without those that have no value.</summary>
    void WriteMembers(ref JsonLine line);
}
