package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/watch"
	"k8s.io/client-go/tools/cache"
	"k8s.io/client-go/util/workqueue"
)

func init() {
	scenarios["informer"] = scenario{serve: serveInformer}
}

// Informers on a quiet cluster: hardly anything changes, and every part waits.
func serveInformer(listener net.Listener) {
	queue := workqueue.NewTypedRateLimitingQueue(workqueue.DefaultTypedControllerRateLimiter[string]())
	for i := range 8 {
		source := watch.NewRaceFreeFake()
		informer := cache.NewSharedIndexInformer(listWatch(source), &metav1.PartialObjectMetadata{}, time.Minute, cache.Indexers{})
		for range 3 {
			informer.AddEventHandler(cache.ResourceEventHandlerFuncs{
				AddFunc: func(object any) { queue.Add(fmt.Sprint(object.(*metav1.PartialObjectMetadata).Name)) },
			})
		}
		go informer.Run(context.Background().Done())
		go change(source, i)
	}
	for range 4 {
		go process(queue)
	}
	http.Serve(listener, nil)
}

func listWatch(source *watch.RaceFreeFakeWatcher) cache.ListerWatcher {
	return &cache.ListWatch{
		ListFunc: func(metav1.ListOptions) (runtime.Object, error) {
			return &metav1.PartialObjectMetadataList{ListMeta: metav1.ListMeta{ResourceVersion: "1"}}, nil
		},
		WatchFunc: func(metav1.ListOptions) (watch.Interface, error) { return source, nil },
	}
}

func change(source *watch.RaceFreeFakeWatcher, kind int) {
	for i := 2; ; i++ {
		time.Sleep(jitter(time.Minute))
		object := &metav1.PartialObjectMetadata{}
		object.Name = fmt.Sprint("object-", kind, "-", i)
		object.ResourceVersion = fmt.Sprint(i)
		source.Add(object)
	}
}

func process(queue workqueue.TypedRateLimitingInterface[string]) {
	for {
		key, shutdown := queue.Get()
		if shutdown {
			return
		}
		time.Sleep(10 * time.Millisecond)
		queue.Forget(key)
		queue.Done(key)
	}
}
