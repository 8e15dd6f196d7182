/** Small photographs in colours: {@link fewshot.world.picture.Cifar100}, for whoever has its archive. */
package fewshot.world.picture;
