using System.Net;
using Microsoft.AspNetCore.WebUtilities;

namespace Tollgate.Gateway.Routing;

/// <summary>The parameters of a query string, one after the other, decoded only where they are escaped.</summary>
internal readonly struct QueryParameters(string query)
{
    public Enumerator GetEnumerator() => new(new QueryStringEnumerable(query).GetEnumerator());

    public struct Enumerator(QueryStringEnumerable.Enumerator inner)
    {
        private QueryStringEnumerable.Enumerator _inner = inner;

        public readonly Parameter Current => new(_inner.Current);

        public bool MoveNext() => _inner.MoveNext();
    }

    public readonly struct Parameter(QueryStringEnumerable.EncodedNameValuePair pair)
    {
        public string DecodedValue => WebUtility.UrlDecode(pair.EncodedValue.ToString());

        public bool NameEquals(string expected) => Same(pair.EncodedName.Span, expected);

        public bool ValueEquals(string expected) => Same(pair.EncodedValue.Span, expected);

        private static bool Same(ReadOnlySpan<char> encoded, string expected) =>
            encoded.ContainsAny('%', '+')
                ? string.Equals(WebUtility.UrlDecode(encoded.ToString()), expected, StringComparison.Ordinal)
                : encoded.SequenceEqual(expected);
    }
}
