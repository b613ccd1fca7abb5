using System.Collections;
using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace Platform.Benchmarks.Errors;

/// <summary>
/// The features of a request, as Kestrel has them: one object for all requests of a connection, which is several features itself, holds the rest in a short list,
/// and is reset between requests. A new context for each request would cost both sides what no server pays.
/// </summary>
internal sealed class MemoryRequest : IFeatureCollection, IEndpointFeature, IRouteValuesFeature, IServiceProvidersFeature, IHttpRequestIdentifierFeature,
    IHttpRequestBodyDetectionFeature
{
    private const string Trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00";

    private readonly HttpRequestFeature _request = new() { Method = "GET", Path = "/orders/5", Protocol = "HTTP/1.1", Scheme = "http" };
    private readonly HttpResponseFeature _response = new();
    private readonly List<KeyValuePair<Type, object>> _features;
    private readonly int _own;

    public MemoryRequest(IServiceProvider services, Stream body, byte[]? json = null, string contentType = "application/json")
    {
        if (json is not null)
        {
            (_request.Method, _request.Body) = ("POST", new MemoryStream(json, writable: false));
            _request.Headers.ContentType = contentType;
        }
        RequestServices = services;
        _features =
        [
            new(typeof(IHttpRequestFeature), _request),
            new(typeof(IHttpResponseFeature), _response),
            new(typeof(IHttpResponseBodyFeature), new StreamResponseBodyFeature(body)),
            new(typeof(IEndpointFeature), this),
            new(typeof(IRouteValuesFeature), this),
            new(typeof(IServiceProvidersFeature), this),
            new(typeof(IHttpRequestIdentifierFeature), this),
            new(typeof(IHttpRequestLifetimeFeature), new HttpRequestLifetimeFeature()),
        ];
        if (CanHaveBody)
            _features.Add(new(typeof(IHttpRequestBodyDetectionFeature), this));
        _own = _features.Count;
    }

    public IServiceProvider RequestServices { get; set; }

    public string TraceIdentifier { get; set; } = Trace;

    public Endpoint? Endpoint { get; set; }

    // The framework's handler of exceptions sets it to null before it asks anybody for an answer.
    [AllowNull]
    public RouteValueDictionary RouteValues { get => field ??= []; set; }

    public bool CanHaveBody => _request.Method == "POST";

    public bool IsReadOnly => false;

    public int Revision { get; private set; }

    public object? this[Type key]
    {
        get
        {
            var index = IndexOf(key);
            return index < 0 ? null : _features[index].Value;
        }
        set
        {
            Revision++;
            var index = IndexOf(key);
            if (value is null)
            {
                if (index >= 0)
                    _features.RemoveAt(index);
            }
            else if (index < 0)
                _features.Add(new(key, value));
            else
                _features[index] = new(key, value);
        }
    }

    public void Reset()
    {
        _features.RemoveRange(_own, _features.Count - _own);
        if (CanHaveBody)
            _request.Body.Position = 0;
        _response.StatusCode = StatusCodes.Status200OK;
        _response.Headers.Clear();
        Endpoint = null;
        RouteValues.Clear();
        Revision++;
    }

    public TFeature? Get<TFeature>() => (TFeature?)this[typeof(TFeature)];

    public void Set<TFeature>(TFeature? instance) => this[typeof(TFeature)] = instance;

    public IEnumerator<KeyValuePair<Type, object>> GetEnumerator() => _features.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private int IndexOf(Type key)
    {
        for (var index = 0; index < _features.Count; index++)
        {
            if (_features[index].Key == key)
                return index;
        }
        return -1;
    }
}
